#include "CBareBox2D.h"

#ifdef APUS_BOX2D

// The same joints as Apus's, under names of their own.
#define Hinge BareHinge
#define hinge_memory bare_hinge_memory
#include "../../../Sources/CBox2D/Hinge.cpp"

namespace {

const float scale = 30;
const float width = 20;
const float height = 400 / scale;

}  // namespace

struct bare_lander final : public b2ContactListener {
  b2World world{b2Vec2(0, -10)};
  b2Body *hull;
  b2Body *legs[2];
  hinge_memory memories[2];
  bool is_down = false;
  uint64_t random = 1;
  int64_t episodes = 0;

  float uniform() {
    random = random * 6364136223846793005u + 1442695040888963407u;
    return static_cast<float>(random >> 40) * 0x1p-24f;
  }

  void BeginContact(b2Contact *contact) override {
    b2Body *body = contact->GetFixtureB()->GetBody();
    if (body == hull || contact->GetFixtureA()->GetBody() == hull) is_down = true;
  }

  bare_lander() {
    world.SetContactListener(this);
    b2BodyDef ground;
    b2Body *moon = world.CreateBody(&ground);
    float left = height / 4;
    for (int i = 1; i <= 10; i++) {
      bool is_pad = i >= 4 && i <= 7;
      float right = is_pad ? height / 4 : height / 4 + (uniform() - 0.5f) * height / 4;
      b2EdgeShape edge;
      edge.SetTwoSided(b2Vec2(2.0f * (i - 1), left), b2Vec2(2.0f * i, right));
      moon->CreateFixture(&edge, 0)->SetFriction(0.1f);
      left = right;
    }
    b2Vec2 corners[6] = {{-14, 17}, {-17, 0}, {-17, -10}, {17, -10}, {17, 0}, {14, 17}};
    for (b2Vec2 &corner : corners) corner *= 1 / scale;
    b2PolygonShape shape;
    shape.Set(corners, 6);
    hull = body(shape, 5, 0.1f);
    for (int i = 0; i < 2; i++) {
      b2PolygonShape box;
      box.SetAsBox(2 / scale, 8 / scale);
      legs[i] = body(box, 1, 0.2f);
    }
    start();
    for (int i = 0; i < 2; i++) {
      float side = i == 0 ? -1 : 1;
      b2RevoluteJointDef joint;
      joint.bodyA = hull;
      joint.bodyB = legs[i];
      joint.localAnchorB.Set(side * 20 / scale, 18 / scale);
      joint.referenceAngle = side * 0.05f;
      joint.enableMotor = joint.enableLimit = true;
      joint.maxMotorTorque = 40;
      joint.motorSpeed = 0.3f * side;
      joint.lowerAngle = i == 0 ? 0.4f : -0.9f;
      joint.upperAngle = i == 0 ? 0.9f : -0.4f;
      Hinge::replace(static_cast<b2RevoluteJoint *>(world.CreateJoint(&joint)), &memories[i]);
    }
  }

  b2Body *body(const b2PolygonShape &shape, float density, float friction) {
    b2BodyDef definition;
    definition.type = b2_dynamicBody;
    b2Body *made = world.CreateBody(&definition);
    b2FixtureDef fixture;
    fixture.shape = &shape;
    fixture.density = density;
    fixture.friction = friction;
    fixture.filter.categoryBits = 0x20;
    fixture.filter.maskBits = 0x01;
    made->CreateFixture(&fixture);
    return made;
  }

  void put(b2Body *body, float x, float angle) {
    body->SetTransform(b2Vec2(x, height), angle);
    body->SetLinearVelocity(b2Vec2_zero);
    body->SetAngularVelocity(0);
    body->SetAwake(true);
  }

  void start() {
    put(hull, width / 2, 0);
    put(legs[0], width / 2 + 20 / scale, -0.05f);
    put(legs[1], width / 2 - 20 / scale, 0.05f);
    hull->ApplyForceToCenter(b2Vec2(2000 * uniform() - 1000, 2000 * uniform() - 1000), true);
  }

  void step() {
    int engine = static_cast<int>(4 * uniform());
    b2Vec2 across(std::cos(hull->GetAngle()), std::sin(hull->GetAngle()));
    b2Vec2 up(-across.y, across.x);
    if (engine == 2) {
      hull->ApplyLinearImpulse(13 * 4 / scale * up, hull->GetPosition(), true);
    } else if (engine != 0) {
      float side = engine == 1 ? 1.0f : -1.0f;
      b2Vec2 point = hull->GetPosition() + 14 / scale * up;
      hull->ApplyLinearImpulse(side * 0.6f * 12 / scale * across, point, true);
    }
    world.Step(1 / 50.0f, 180, 60);
    float x = hull->GetPosition().x;
    if (is_down || x < 0 || x > width || !hull->IsAwake()) {
      is_down = false;
      start();
      episodes += 1;
    }
  }
};

bare_lander *bare_lander_create(void) { return new bare_lander; }

void bare_lander_destroy(bare_lander *lander) { delete lander; }

void bare_lander_step(bare_lander *lander) { lander->step(); }

int64_t bare_lander_episodes(const bare_lander *lander) { return lander->episodes; }

#endif
