#include "Hinge.h"

#ifdef APUS_BOX2D

#include <cmath>
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

// Written out in single numbers: calls of operators would make builds without optimisation crawl.
void Hinge::SolveVelocityConstraints(const b2SolverData &data) {
  const hinge_memory &memory = this->memory();
  b2Velocity &a = data.velocities[m_indexA], &b = data.velocities[m_indexB];
  float wA = a.w, wB = b.w;

  if (m_enableMotor) {
    float most = data.step.dt * m_maxMotorTorque;
    float sum = m_motorImpulse - m_axialMass * (wB - wA - m_motorSpeed);
    sum = sum > most ? most : sum < -most ? -most : sum;
    float impulse = sum - m_motorImpulse;
    m_motorImpulse = sum;
    wA -= m_invIA * impulse;
    wB += m_invIB * impulse;
  }

  float slip_x = b.v.x - wB * m_rB.y - a.v.x + wA * m_rA.y;
  float slip_y = b.v.y + wB * m_rB.x - a.v.y - wA * m_rA.x;
  float x, y, angular = 0;
  bool is_at_limit = memory.limit != hinge_memory::inactive;
  if (is_at_limit) {
    float turn = wB - wA;
    angular = -(memory.xz * slip_x + memory.yz * slip_y + memory.zz * turn);
    float sum = m_lowerImpulse + angular;
    if (memory.limit == hinge_memory::at_lower ? sum < 0 : sum > 0) {
      // The limit would pull: it lets go, and the anchor is solved alone.
      slip_x -= m_lowerImpulse * memory.column.x;
      slip_y -= m_lowerImpulse * memory.column.y;
      angular = -m_lowerImpulse;
      is_at_limit = false;
    } else {
      x = -(memory.xx * slip_x + memory.xy * slip_y + memory.xz * turn);
      y = -(memory.xy * slip_x + memory.yy * slip_y + memory.yz * turn);
    }
    m_lowerImpulse += angular;
  }
  if (!is_at_limit) {
    x = -(memory.anchor_xx * slip_x + memory.anchor_xy * slip_y);
    y = -(memory.anchor_xy * slip_x + memory.anchor_yy * slip_y);
  }
  m_impulse.x += x;
  m_impulse.y += y;
  a.v.x -= m_invMassA * x;
  a.v.y -= m_invMassA * y;
  a.w = wA - m_invIA * (m_rA.x * y - m_rA.y * x + angular);
  b.v.x += m_invMassB * x;
  b.v.y += m_invMassB * y;
  b.w = wB + m_invIB * (m_rB.x * y - m_rB.y * x + angular);
}

bool Hinge::SolvePositionConstraints(const b2SolverData &data) {
  const hinge_memory &memory = this->memory();
  b2Position &a = data.positions[m_indexA], &b = data.positions[m_indexB];
  float aA = a.a, aB = b.a;

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

  float sA = sinf(aA), kA = cosf(aA), sB = sinf(aB), kB = cosf(aB);
  float uA = m_localAnchorA.x - m_localCenterA.x, vA = m_localAnchorA.y - m_localCenterA.y;
  float uB = m_localAnchorB.x - m_localCenterB.x, vB = m_localAnchorB.y - m_localCenterB.y;
  float xA = kA * uA - sA * vA, yA = sA * uA + kA * vA;
  float xB = kB * uB - sB * vB, yB = sB * uB + kB * vB;
  float gap_x = b.c.x + xB - a.c.x - xA, gap_y = b.c.y + yB - a.c.y - yA;
  float mass = m_invMassA + m_invMassB;
  float xx = mass + m_invIA * yA * yA + m_invIB * yB * yB;
  float xy = -m_invIA * xA * yA - m_invIB * xB * yB;
  float yy = mass + m_invIA * xA * xA + m_invIB * xB * xB;
  float determinant = xx * yy - xy * xy;
  float scale = determinant != 0 ? -1 / determinant : 0;
  float x = scale * (yy * gap_x - xy * gap_y), y = scale * (xx * gap_y - xy * gap_x);
  a.c.x -= m_invMassA * x;
  a.c.y -= m_invMassA * y;
  a.a = aA - m_invIA * (xA * y - yA * x);
  b.c.x += m_invMassB * x;
  b.c.y += m_invMassB * y;
  b.a = aB + m_invIB * (xB * y - yB * x);
  return gap_x * gap_x + gap_y * gap_y <= b2_linearSlop * b2_linearSlop
      && angle_error <= b2_angularSlop;
}

#endif
