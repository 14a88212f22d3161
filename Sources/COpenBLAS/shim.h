// OpenBLAS (BLAS levels 1-3) and LAPACKE (factorizations and solvers), as one module.
#ifndef APUS_COPENBLAS_SHIM_H
#define APUS_COPENBLAS_SHIM_H

#if !__has_include(<cblas.h>)
#error "OpenBLAS is missing: install it with  apt-get install libopenblas-dev liblapacke-dev pkg-config"
#elif !__has_include(<lapacke.h>)
#error "LAPACKE is missing: install it with  apt-get install libopenblas-dev liblapacke-dev pkg-config"
#else
// <cblas.h> is OpenBLAS's own where pkg-config or the alternatives system says so; its extensions are
// declared here, so that the reference header does as well.
#include <cblas.h>
#include <lapacke.h>

void openblas_set_num_threads(int count);
int openblas_get_num_threads(void);
char *openblas_get_corename(void);
char *openblas_get_config(void);
#endif

#endif
