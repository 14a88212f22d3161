#include "Hinge.h"

#ifdef APUS_BOX2D

#include <new>

static_assert(sizeof(Hinge) == sizeof(b2RevoluteJoint), "A hinge fits where its joint was.");

void Hinge::replace(b2RevoluteJoint *joint, hinge_memory *memory) {
  *memory = hinge_memory{};
  Hinge copy(*joint);
  copy.m_userData.pointer = reinterpret_cast<uintptr_t>(memory);
  new (joint) Hinge(copy);
}

// The limit's impulse is kept as `m_lowerImpulse`, with its sign, since the base class starts warm with it.
void Hinge::InitVelocityConstraints(const b2SolverData &data) {
  hinge_memory &memory = this->memory();
  float angle = GetJointAngle();
  auto limit = angle <= m_lowerAngle ? hinge_memory::at_lower
      : angle >= m_upperAngle ? hinge_memory::at_upper : hinge_memory::inactive;
  if (limit != memory.limit || limit == hinge_memory::inactive) m_lowerImpulse = 0;
  memory.limit = limit;
  m_upperImpulse = 0;
  b2RevoluteJoint::InitVelocityConstraints(data);

  float mass = m_invMassA + m_invMassB, i = m_invIA, j = m_invIB;
  float a = mass + m_rA.y * m_rA.y * i + m_rB.y * m_rB.y * j;
  float b = -m_rA.y * m_rA.x * i - m_rB.y * m_rB.x * j;
  float d = mass + m_rA.x * m_rA.x * i + m_rB.x * m_rB.x * j;
  float c = -m_rA.y * i - m_rB.y * j;
  float e = m_rA.x * i + m_rB.x * j;
  float f = i + j;
  memory.column.Set(c, e);
  float determinant = a * d - b * b;
  float scale = determinant != 0 ? 1 / determinant : 0;
  memory.anchor_xx = scale * d;
  memory.anchor_xy = -scale * b;
  memory.anchor_yy = scale * a;
  if (limit == hinge_memory::inactive) return;
  determinant = a * (d * f - e * e) - b * (b * f - e * c) + c * (b * e - d * c);
  scale = determinant != 0 ? 1 / determinant : 0;
  memory.xx = scale * (d * f - e * e);
  memory.xy = scale * (c * e - b * f);
  memory.xz = scale * (b * e - c * d);
  memory.yy = scale * (a * f - c * c);
  memory.yz = scale * (b * c - a * e);
  memory.zz = scale * (a * d - b * b);
}

void Hinge::SolveVelocityConstraints(const b2SolverData &data) {
  const hinge_memory &memory = this->memory();
  b2Vec2 vA = data.velocities[m_indexA].v, vB = data.velocities[m_indexB].v;
  float wA = data.velocities[m_indexA].w, wB = data.velocities[m_indexB].w;

  if (m_enableMotor) {
    float old = m_motorImpulse;
    float most = data.step.dt * m_maxMotorTorque;
    m_motorImpulse = b2Clamp(old - m_axialMass * (wB - wA - m_motorSpeed), -most, most);
    float impulse = m_motorImpulse - old;
    wA -= m_invIA * impulse;
    wB += m_invIB * impulse;
  }

  b2Vec2 slip = vB + b2Cross(wB, m_rB) - vA - b2Cross(wA, m_rA);
  b2Vec2 impulse;
  float angular = 0;
  auto anchor = [&memory](b2Vec2 v) {
    return b2Vec2(
        memory.anchor_xx * v.x + memory.anchor_xy * v.y,
        memory.anchor_xy * v.x + memory.anchor_yy * v.y);
  };
  if (memory.limit == hinge_memory::inactive) {
    impulse = anchor(-slip);
  } else {
    float turn = wB - wA;
    angular = -(memory.xz * slip.x + memory.yz * slip.y + memory.zz * turn);
    float sum = m_lowerImpulse + angular;
    if (memory.limit == hinge_memory::at_lower ? sum < 0 : sum > 0) {
      // The limit would pull: it lets go, and the anchor is solved alone.
      angular = -m_lowerImpulse;
      impulse = anchor(m_lowerImpulse * memory.column - slip);
    } else {
      impulse.Set(
          -(memory.xx * slip.x + memory.xy * slip.y + memory.xz * turn),
          -(memory.xy * slip.x + memory.yy * slip.y + memory.yz * turn));
    }
    m_lowerImpulse += angular;
  }
  m_impulse += impulse;
  vA -= m_invMassA * impulse;
  wA -= m_invIA * (b2Cross(m_rA, impulse) + angular);
  vB += m_invMassB * impulse;
  wB += m_invIB * (b2Cross(m_rB, impulse) + angular);

  data.velocities[m_indexA].v = vA;
  data.velocities[m_indexA].w = wA;
  data.velocities[m_indexB].v = vB;
  data.velocities[m_indexB].w = wB;
}

bool Hinge::SolvePositionConstraints(const b2SolverData &data) {
  const hinge_memory &memory = this->memory();
  b2Vec2 cA = data.positions[m_indexA].c, cB = data.positions[m_indexB].c;
  float aA = data.positions[m_indexA].a, aB = data.positions[m_indexB].a;

  float angle_error = 0;
  if (memory.limit != hinge_memory::inactive) {
    float angle = aB - aA - m_referenceAngle;
    float correction;
    if (memory.limit == hinge_memory::at_lower) {
      angle_error = m_lowerAngle - angle;
      correction = b2Clamp(angle - m_lowerAngle + b2_angularSlop, -b2_maxAngularCorrection, 0.0f);
    } else {
      angle_error = angle - m_upperAngle;
      correction = b2Clamp(angle - m_upperAngle - b2_angularSlop, 0.0f, b2_maxAngularCorrection);
    }
    float impulse = -m_axialMass * correction;
    aA -= m_invIA * impulse;
    aB += m_invIB * impulse;
  }

  b2Rot qA(aA), qB(aB);
  b2Vec2 rA = b2Mul(qA, m_localAnchorA - m_localCenterA);
  b2Vec2 rB = b2Mul(qB, m_localAnchorB - m_localCenterB);
  b2Vec2 gap = cB + rB - cA - rA;
  float mass = m_invMassA + m_invMassB;
  b2Mat22 K;
  K.ex.x = mass + m_invIA * rA.y * rA.y + m_invIB * rB.y * rB.y;
  K.ex.y = -m_invIA * rA.x * rA.y - m_invIB * rB.x * rB.y;
  K.ey.x = K.ex.y;
  K.ey.y = mass + m_invIA * rA.x * rA.x + m_invIB * rB.x * rB.x;
  b2Vec2 impulse = -K.Solve(gap);
  data.positions[m_indexA].c = cA - m_invMassA * impulse;
  data.positions[m_indexA].a = aA - m_invIA * b2Cross(rA, impulse);
  data.positions[m_indexB].c = cB + m_invMassB * impulse;
  data.positions[m_indexB].a = aB + m_invIB * b2Cross(rB, impulse);
  return gap.Length() <= b2_linearSlop && angle_error <= b2_angularSlop;
}

#endif
