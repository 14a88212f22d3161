// Revolute joints whose limits work as in Box2D 2.3, which Gymnasium's numbers come from.
//
// In 2.3 a joint is at a limit, or is not, for a whole step: this is decided where the step begins, the limit is then
// solved together with the anchor, as one block of three equations, and whatever overshoots within the step is put
// right in the next. Box2D 2.4 looks ahead and solves the limit by itself, which makes legs that hit the ground
// bounce more: a random lander's return falls by 5 %.
#ifndef APUS_HINGE_H
#define APUS_HINGE_H

#ifdef APUS_BOX2D

#include <box2d/box2d.h>
// Needs what is above.
#include <box2d/b2_time_step.h>

// What a hinge keeps beside what its joint has; it belongs to the scene.
struct hinge_memory {
  enum { inactive, at_lower, at_upper } limit = inactive;
  // The inverses of the mass matrix of anchor and angle, symmetric, and of the anchor's part of it.
  float xx, xy, xz, yy, yz, zz;
  float anchor_xx, anchor_xy, anchor_yy;
  // The angle's column of the matrix.
  b2Vec2 column;
};

// Takes the place of a joint that a world has made, in the joint's own memory; it adds no members of its own.
class Hinge final : public b2RevoluteJoint {
 public:
  static void replace(b2RevoluteJoint *joint, hinge_memory *memory);

 private:
  explicit Hinge(const b2RevoluteJoint &joint) : b2RevoluteJoint(joint) {}

  hinge_memory &memory() { return *reinterpret_cast<hinge_memory *>(m_userData.pointer); }

  void InitVelocityConstraints(const b2SolverData &data) override;
  void SolveVelocityConstraints(const b2SolverData &data) override;
  bool SolvePositionConstraints(const b2SolverData &data) override;
};

#endif

#endif
