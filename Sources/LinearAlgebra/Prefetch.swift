internal import CVectorKernels

/// Begins to bring `bytes` of memory that will be read soon into the processor's cache, without waiting for it.
///
/// It pays where many places far from each other are read one after another, since the processor waits for ten of them
/// at once as long as for one.
public func prefetch(_ memory: UnsafeRawPointer, bytes: Int) { vk_prefetch(memory, bytes) }
