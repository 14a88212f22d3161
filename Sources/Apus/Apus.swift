// `import Apus` brings every part of the library.
@_exported public import LinearAlgebra
