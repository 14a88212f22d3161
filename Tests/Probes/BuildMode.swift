#if DEBUG
  /// Whether tests are built for speed, as those have to be that learn or count allocations.
  package let isRelease = false
#else
  /// Whether tests are built for speed, as those have to be that learn or count allocations.
  package let isRelease = true
#endif
