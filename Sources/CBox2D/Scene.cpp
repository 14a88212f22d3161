#include "CBox2D.h"

#ifdef APUS_BOX2D

#include <new>

#include "Hinge.h"

namespace {

b2Vec2 vector(box2d_vector v) { return b2Vec2(v.x, v.y); }

box2d_vector vector(b2Vec2 v) { return box2d_vector{v.x, v.y}; }

b2FixtureDef fixture(const b2Shape &shape, box2d_material material) {
  b2FixtureDef definition;
  definition.shape = &shape;
  definition.density = material.density;
  definition.friction = material.friction;
  definition.restitution = material.restitution;
  definition.filter.categoryBits = material.category;
  definition.filter.maskBits = material.mask;
  return definition;
}

b2PolygonShape polygon(const box2d_vector *corners, int32_t count) {
  b2Vec2 points[b2_maxPolygonVertices];
  for (int32_t i = 0; i < count; i++) points[i] = vector(corners[i]);
  b2PolygonShape shape;
  shape.Set(points, count);
  return shape;
}

// The nearest fixture of a category.
class NearestHit final : public b2RayCastCallback {
 public:
  explicit NearestHit(uint16_t category) : category(category) {}

  float ReportFixture(b2Fixture *fixture, const b2Vec2 &, const b2Vec2 &, float fraction) override {
    if ((fixture->GetFilterData().categoryBits & category) == 0) return -1;
    nearest = fraction;
    return fraction;
  }

  float nearest = 1;

 private:
  uint16_t category;
};

}  // namespace

// The world lies in memory of the scene's, so that a new one needs no allocation.
struct box2d_scene final : public b2ContactListener {
  b2World *world = nullptr;
  b2Body *ground = nullptr;
  b2Body *moving[BOX2D_BODIES];
  b2RevoluteJoint *hinges[BOX2D_JOINTS];
  hinge_memory memories[BOX2D_JOINTS];
  int32_t body_count = 0;
  int32_t joint_count = 0;
  box2d_body bodies[BOX2D_BODIES] = {};
  box2d_joint joints[BOX2D_JOINTS] = {};
  alignas(b2World) unsigned char memory[sizeof(b2World)];

  ~box2d_scene() override { destroy(); }

  void destroy() {
    if (world == nullptr) return;
    world->SetContactListener(nullptr);
    world->~b2World();
    world = nullptr;
  }

  void clear(float gravity) {
    destroy();
    world = new (memory) b2World(b2Vec2(0, gravity));
    world->SetContactListener(this);
    b2BodyDef definition;
    ground = world->CreateBody(&definition);
    body_count = 0;
    joint_count = 0;
  }

  int32_t add(box2d_vector position, float angle, const b2Shape &shape, box2d_material material) {
    b2Assert(body_count < BOX2D_BODIES);
    b2BodyDef definition;
    definition.type = b2_dynamicBody;
    definition.position = vector(position);
    definition.angle = angle;
    definition.userData.pointer = reinterpret_cast<uintptr_t>(&bodies[body_count]);
    moving[body_count] = world->CreateBody(&definition);
    b2FixtureDef made = fixture(shape, material);
    moving[body_count]->CreateFixture(&made);
    bodies[body_count] = box2d_body{};
    body_count++;
    read();
    return body_count - 1;
  }

  void read() {
    for (int32_t i = 0; i < body_count; i++) {
      const b2Body &from = *moving[i];
      box2d_body &to = bodies[i];
      to.position = vector(from.GetPosition());
      to.velocity = vector(from.GetLinearVelocity());
      to.angle = from.GetAngle();
      to.angular_velocity = from.GetAngularVelocity();
      to.is_awake = from.IsAwake();
    }
    for (int32_t i = 0; i < joint_count; i++) {
      joints[i] = box2d_joint{hinges[i]->GetJointAngle(), hinges[i]->GetJointSpeed()};
    }
  }

  void mark(b2Contact *contact, bool begins) {
    mark(contact->GetFixtureA(), begins);
    mark(contact->GetFixtureB(), begins);
  }

  void mark(b2Fixture *fixture, bool begins) {
    auto *body = reinterpret_cast<box2d_body *>(fixture->GetBody()->GetUserData().pointer);
    if (body == nullptr) return;
    body->touches = begins;
    if (begins) body->has_touched = true;
  }

  void BeginContact(b2Contact *contact) override { mark(contact, true); }

  void EndContact(b2Contact *contact) override { mark(contact, false); }
};

box2d_scene *box2d_create(void) { return new box2d_scene; }

void box2d_destroy(box2d_scene *scene) { delete scene; }

void box2d_clear(box2d_scene *scene, float gravity) { scene->clear(gravity); }

void box2d_add_edge(box2d_scene *scene, box2d_vector from, box2d_vector to, box2d_material material) {
  b2EdgeShape shape;
  shape.SetTwoSided(vector(from), vector(to));
  b2FixtureDef made = fixture(shape, material);
  scene->ground->CreateFixture(&made);
}

void box2d_add_ground(
    box2d_scene *scene, const box2d_vector *corners, int32_t count, box2d_material material) {
  b2PolygonShape shape = polygon(corners, count);
  b2FixtureDef made = fixture(shape, material);
  scene->ground->CreateFixture(&made);
}

int32_t box2d_add_polygon(
    box2d_scene *scene, box2d_vector position, float angle, const box2d_vector *corners, int32_t count,
    box2d_material material) {
  return scene->add(position, angle, polygon(corners, count), material);
}

int32_t box2d_add_box(
    box2d_scene *scene, box2d_vector position, float angle, float half_width, float half_height,
    box2d_material material) {
  b2PolygonShape shape;
  shape.SetAsBox(half_width, half_height);
  return scene->add(position, angle, shape, material);
}

int32_t box2d_add_joint(box2d_scene *scene, box2d_joint_definition definition) {
  b2Assert(scene->joint_count < BOX2D_JOINTS);
  b2RevoluteJointDef made;
  made.bodyA = scene->moving[definition.body_a];
  made.bodyB = scene->moving[definition.body_b];
  made.referenceAngle = made.bodyB->GetAngle() - made.bodyA->GetAngle();
  made.localAnchorA = vector(definition.anchor_a);
  made.localAnchorB = vector(definition.anchor_b);
  made.enableLimit = true;
  made.lowerAngle = definition.lower_angle;
  made.upperAngle = definition.upper_angle;
  made.enableMotor = true;
  made.motorSpeed = definition.motor_speed;
  made.maxMotorTorque = definition.maximum_torque;
  auto *joint = static_cast<b2RevoluteJoint *>(scene->world->CreateJoint(&made));
  Hinge::replace(joint, &scene->memories[scene->joint_count]);
  scene->hinges[scene->joint_count] = joint;
  return scene->joint_count++;
}

void box2d_apply_force(box2d_scene *scene, int32_t body, box2d_vector force) {
  scene->moving[body]->ApplyForceToCenter(vector(force), true);
}

void box2d_apply_torque(box2d_scene *scene, int32_t body, float torque) {
  scene->moving[body]->ApplyTorque(torque, true);
}

void box2d_apply_impulse(box2d_scene *scene, int32_t body, box2d_vector impulse, box2d_vector point) {
  scene->moving[body]->ApplyLinearImpulse(vector(impulse), vector(point), true);
}

void box2d_set_motor(box2d_scene *scene, int32_t joint, float speed, float maximum_torque) {
  b2RevoluteJoint *hinge = scene->hinges[joint];
  hinge->SetMotorSpeed(speed);
  hinge->SetMaxMotorTorque(maximum_torque);
  // Box2D before 2.4 did this on every call; now only where something changes.
  if (!hinge->GetBodyA()->IsAwake()) hinge->GetBodyA()->SetAwake(true);
  if (!hinge->GetBodyB()->IsAwake()) hinge->GetBodyB()->SetAwake(true);
}

void box2d_step(
    box2d_scene *scene, float seconds, int32_t velocity_iterations, int32_t position_iterations) {
  scene->world->Step(seconds, velocity_iterations, position_iterations);
  scene->read();
}

const box2d_body *box2d_bodies(const box2d_scene *scene) { return scene->bodies; }

const box2d_joint *box2d_joints(const box2d_scene *scene) { return scene->joints; }

void box2d_cast_rays(
    const box2d_scene *scene, box2d_vector origin, const box2d_vector *rays, int32_t count,
    uint16_t category, float *fractions) {
  b2Vec2 from = vector(origin);
  for (int32_t i = 0; i < count; i++) {
    NearestHit hit(category);
    scene->world->RayCast(&hit, from, from + vector(rays[i]));
    fractions[i] = hit.nearest;
  }
}

#endif
