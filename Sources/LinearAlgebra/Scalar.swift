/// The precision of observations, actions, rewards and networks in the algorithms' chapters.
///
/// The numerical core is generic over `BLASScalar`; physics is always computed in Double.
public typealias Scalar = Float
