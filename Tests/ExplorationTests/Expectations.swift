import Testing

#if DEBUG
  let isRelease = false
#else
  let isRelease = true
#endif

/// Records each of `failures`.
func expectNone(_ failures: [String], sourceLocation: SourceLocation = #_sourceLocation) {
  for failure in failures { Issue.record("\(failure)", sourceLocation: sourceLocation) }
}
