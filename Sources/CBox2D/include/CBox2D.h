// A flat scene of Box2D's behind a C header: static ground, a few moving bodies, revolute joints with motors.
//
// Units are Box2D's: metres, kilograms, seconds, radians; y grows upwards. Moving bodies and joints are counted
// from 0 in the order in which they are added, at most BOX2D_BODIES and BOX2D_JOINTS. Without the package trait
// Box2D the functions do not exist.
#ifndef APUS_CBOX2D_H
#define APUS_CBOX2D_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BOX2D_BODIES 8
#define BOX2D_JOINTS 8

typedef struct box2d_scene box2d_scene;

typedef struct {
  float x, y;
} box2d_vector;

// What a body is made of, and what it collides with: two bodies do if each one's mask has the other's category.
typedef struct {
  float density, friction, restitution;
  uint16_t category, mask;
} box2d_material;

// A moving body: where its origin is, the velocity of its centre of mass, and its contacts. `touches` is set when a
// contact begins and cleared when one ends, even if another remains; `has_touched` stays set.
typedef struct {
  box2d_vector position, velocity;
  float angle, angular_velocity;
  bool touches, has_touched, is_awake;
} box2d_body;

typedef struct {
  float angle, speed;
} box2d_joint;

// A revolute joint between two moving bodies, at an anchor in the coordinates of each. Its angle counts from how the
// bodies are turned to each other when it is added.
typedef struct {
  int32_t body_a, body_b;
  box2d_vector anchor_a, anchor_b;
  float lower_angle, upper_angle;
  float motor_speed, maximum_torque;
} box2d_joint_definition;

// A scene without a world; box2d_clear comes next.
box2d_scene *box2d_create(void);
void box2d_destroy(box2d_scene *scene);

// Begins a new and empty world with the given vertical gravity. Nothing of the old one has an influence on it.
void box2d_clear(box2d_scene *scene, float gravity);

// Static ground: a line, or a convex polygon.
void box2d_add_edge(box2d_scene *scene, box2d_vector from, box2d_vector to, box2d_material material);
void box2d_add_ground(
    box2d_scene *scene, const box2d_vector *corners, int32_t count, box2d_material material);

// A moving body, which is a convex polygon or a box. Returns its number.
int32_t box2d_add_polygon(
    box2d_scene *scene, box2d_vector position, float angle, const box2d_vector *corners, int32_t count,
    box2d_material material);
int32_t box2d_add_box(
    box2d_scene *scene, box2d_vector position, float angle, float half_width, float half_height,
    box2d_material material);

// Returns the joint's number.
int32_t box2d_add_joint(box2d_scene *scene, box2d_joint_definition definition);

// What acts on a body during the next step.
void box2d_apply_force(box2d_scene *scene, int32_t body, box2d_vector force);
void box2d_apply_torque(box2d_scene *scene, int32_t body, float torque);
void box2d_apply_impulse(box2d_scene *scene, int32_t body, box2d_vector impulse, box2d_vector point);
void box2d_set_motor(box2d_scene *scene, int32_t joint, float speed, float maximum_torque);

// Advances the world by one step and reads all bodies and joints.
void box2d_step(
    box2d_scene *scene, float seconds, int32_t velocity_iterations, int32_t position_iterations);

// The bodies and joints as they were read last: memory of the scene's, valid as long as it is.
const box2d_body *box2d_bodies(const box2d_scene *scene);
const box2d_joint *box2d_joints(const box2d_scene *scene);

// How far each ray from `origin` gets before it meets something of a category, as a fraction of its length; 1 if
// it meets nothing.
void box2d_cast_rays(
    const box2d_scene *scene, box2d_vector origin, const box2d_vector *rays, int32_t count,
    uint16_t category, float *fractions);

#ifdef __cplusplus
}
#endif

#endif
