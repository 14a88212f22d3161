// Elementwise kernels over contiguous memory, in single (_f32) and double (_f64) precision.
//
// Each kernel is compiled for several instruction sets; the widest that the machine has is picked when the
// library is loaded. vk_select() picks another, so that tests can compare all of them on one machine.
// Arrays may be the same for input and output where a comment says "in place"; otherwise they do not overlap.
#ifndef APUS_CVECTORKERNELS_H
#define APUS_CVECTORKERNELS_H

#include <stddef.h>
#include <stdint.h>

// Functions of one element; VK_UNARY(name) gives y[i] = name(x[i]), in place allowed.
//
// Error bounds in single precision against the exactly rounded result, over the whole range; infinities and
// NaN as in IEEE 754; denormal results of exp and denormal arguments of log are kept:
//   exp 1 ulp, log 1 ulp, tanh 5 ulp (7 without FMA), sigmoid 3 ulp, softplus 3 ulp,
//   expm1 2 ulp, log1p 2 ulp, elu 2 ulp, erf 3 ulp, sin 1 ulp, cos 1 ulp, swish 5 ulp or 2e-43, gelu 8 ulp or
//   2e-43, whichever is more; the rest exact.
// swish_slope and gelu_slope are the derivatives, which pass through 0: within 4e-7 absolutely.
// Double precision calls the C library: below 1 ulp; sigmoid, softplus and swish 3 ulp; gelu (x² + 4) ulp for
// x < 0 and 2 ulp else; the slopes within 4e-15.
//
// swish and gelu of −infinity are their limit, −0.
#define VK_FOR_EACH_PLAIN_UNARY(F)                                                                 \
  F(negate) F(exp) F(log) F(sqrt) F(square) F(reciprocal) F(tanh) F(relu) F(sigmoid) F(softplus)   \
  F(absolute) F(step) F(sign) F(expm1) F(log1p) F(elu) F(erf) F(swish) F(swish_slope) F(gelu)      \
  F(gelu_slope)
#define VK_FOR_EACH_UNARY(F) VK_FOR_EACH_PLAIN_UNARY(F) F(sin) F(cos)

// Functions of two elements; in place allowed on y.
#define VK_FOR_EACH_BINARY(F)                                                                      \
  F(add) F(subtract) F(multiply) F(divide) F(minimum) F(maximum) F(greater) F(greater_or_equal)    \
  F(equal)

// The activation of a fused linear layer: a function whose derivative is known from its result.
enum vk_activation { VK_IDENTITY, VK_RELU, VK_TANH, VK_SIGMOID, VK_ELU, VK_SOFTPLUS };

// A window of kernel_height × kernel_width pixels that slides by `stride` over an image of height × width ×
// channels, surrounded by `padding` rows and columns of zeros (0 <= padding < kernel).
typedef struct {
  int32_t height, width, channels, kernel_height, kernel_width, stride, padding;
} vk_window;
static inline int vk_window_out_height(const vk_window *w) {
  return (w->height + 2 * w->padding - w->kernel_height) / w->stride + 1;
}
static inline int vk_window_out_width(const vk_window *w) {
  return (w->width + 2 * w->padding - w->kernel_width) / w->stride + 1;
}

// What is done at each position of a window. Patches: its pixels as one row. Pooled: their sum in each
// channel. Unpatches, unpooled: the transposed maps. Largest: the column of each channel's largest element.
enum vk_window_function {
  VK_WINDOW_PATCHES, VK_WINDOW_UNPATCHES, VK_WINDOW_POOLED, VK_WINDOW_UNPOOLED, VK_WINDOW_LARGEST,
  VK_WINDOW_COUNT
};

// The functions of one precision. Rows are contiguous unless a stride says otherwise.
#define VK_DECLARE_KERNELS(T)                                                                      \
  struct {                                                                                         \
    void (*unary[32])(T *y, const T *x, size_t n);                                                 \
    /* y = f(a, b) over rows × columns. A stride of 0 repeats an operand over rows or columns. */  \
    void (*binary[16])(T *y, const T *a, const T *b, size_t rows, size_t columns, size_t a_row,     \
                      size_t a_column, size_t b_row, size_t b_column);                             \
    /* y = scale x + shift, in place allowed. */                                                   \
    void (*affine)(T *y, const T *x, T scale, T shift, size_t n);                                  \
    /* y = min(max(x, low), high), in place allowed. */                                            \
    void (*clamp)(T *y, const T *x, T low, T high, size_t n);                                      \
    /* y += x. */                                                                                  \
    void (*accumulate)(T *y, const T *x, size_t n);                                                \
    /* z = f(z + bias) for each row of z, in place; bias may be NULL. */                           \
    void (*bias_activation)(T *z, const T *bias, size_t rows, size_t columns, int activation);     \
    /* dz = dy f'(z) from y = f(z); in place allowed on dy. Where db is not NULL, db = (or, if     \
       accumulate, db +=) the column sums of dz. */                                                \
    void (*activation_gradient)(T *dz, T *db, const T *dy, const T *y, size_t rows,                \
                                size_t columns, int activation, int accumulate);                   \
    /* Sums in a fixed order: of all elements, of each row, of each column. */                     \
    T (*sum)(const T *x, size_t n);                                                                \
    void (*row_sums)(T *y, const T *x, size_t rows, size_t columns);                               \
    void (*column_sums)(T *y, const T *x, size_t rows, size_t columns);                            \
    /* The largest element of each row; −infinity for rows of no element. */                       \
    void (*row_maxima)(T *y, const T *x, size_t rows, size_t columns);                             \
    /* y[i] = log Σ_j exp(x[i][j]), stable. */                                                     \
    void (*log_sum_exp)(T *y, const T *x, size_t rows, size_t columns);                            \
    /* y = softmax of each row, in place allowed. */                                               \
    void (*softmax)(T *y, const T *x, size_t rows, size_t columns);                                \
    /* y = x W for one row x of `inputs` elements and W of inputs × outputs. */                    \
    void (*row_times_matrix)(T *y, const T *x, const T *w, size_t inputs, size_t outputs);         \
    /* y = x w for at most 8 columns of y and w, whose rows lie y_row and w_row elements apart; x is  \
       rows × inner. Allocates nothing, as OpenBLAS does for such products. */                       \
    void (*narrow_product)(T *y, size_t y_row, const T *x, const T *w, size_t w_row, size_t rows,     \
                           size_t inner, size_t columns);                                           \
    /* C = (or, if adds, C +=) A B, then the bias row is added unless NULL, then negative elements    \
       become 0 if it rectifies. Rows of C lie c_row elements apart, elements of a column of A a_row   \
       and of a row a_column; B likewise, where b_row or b_column is 1. NULL where OpenBLAS's own       \
       product is to be used. */                                                                      \
    void (*matrix_product)(T *c, size_t c_row, const T *a, size_t a_row, size_t a_column, const T *b,   \
                           size_t b_row, size_t b_column, size_t rows, size_t columns, size_t inner,   \
                           const T *bias, int adds, int rectifies);                                    \
    /* Adam with decoupled weight decay: θ −= step (m̂ / (√v̂ + ε) + decay θ); scale multiplies g. */ \
    void (*adam)(T *theta, T *m, T *v, const T *g, size_t n, T scale, T rate, T beta1, T beta2,    \
                 T epsilon, T correction1, T correction2, T decay);                                \
    /* Momentum: u = momentum u + g, θ −= rate (nesterov ? g + momentum u : u). */                 \
    void (*momentum)(T *theta, T *u, const T *g, size_t n, T scale, T rate, T momentum,            \
                     int nesterov);                                                                \
    /* RMSProp: v = decay v + (1 − decay) g², u = momentum u + g / (√v + ε), θ −= rate u; with a mean\
       that is not NULL, mean = decay mean + (1 − decay) g and √(v − mean²) in place of √v. */     \
    void (*rmsprop)(T *theta, T *v, T *mean, T *u, const T *g, size_t n, T scale, T rate, T decay, \
                    T epsilon, T momentum);                                                        \
    /* y += weight (x − y). */                                                                     \
    void (*move_toward)(T *y, const T *x, T weight, size_t n);                                     \
    /* 1 if every element is finite. */                                                            \
    int (*all_finite)(const T *x, size_t n);                                                       \
                                                                                                   \
    /* Images, normalisation, recurrent cells. */                                                  \
    /* y = f(x) for windows that slide over a batch of images; see vk_window_function. */          \
    void (*window[VK_WINDOW_COUNT])(T *y, const T *x, size_t batch, const vk_window *window);      \
    /* y = (x − mean) scale gain + bias for each row, scale = 1 / √(variance + ε); mean and scale  \
       of each row go to statistics [rows × 2]. */                                                 \
    void (*layer_norm)(T *y, T *statistics, const T *x, const T *gain, const T *bias, size_t rows, \
                       size_t columns, T epsilon);                                                 \
    /* Its gradient, in place allowed on dy. Where dgain is not NULL, dgain and dbias are added to. */ \
    void (*layer_norm_gradient)(T *dx, T *dgain, T *dbias, const T *dy, const T *x,                \
                                const T *statistics, const T *gain, size_t rows, size_t columns);  \
    /* A gated recurrent unit: h = (1 − z) n + z previous from x, u [rows × 3n] (r, z, n side by   \
       side), where n = tanh(x + r u); keeps r, z, n and n's u in gates [rows × 4n]. */            \
    void (*gru)(T *h, T *gates, const T *x, const T *u, const T *input_bias, const T *hidden_bias, \
                const T *previous, size_t rows, size_t n);                                         \
    /* Its gradient. carry: the gradient of h from later steps, replaced by previous's direct share; \
       sums [4n]: the sums over rows of dx (r, z, n) and of du (n alone) are added to it. */       \
    void (*gru_gradient)(T *dx, T *du, T *carry, T *sums, const T *dh, const T *gates,             \
                         const T *previous, size_t rows, size_t n);                                \
    /* A long short-term memory: cell = f previous + i g, h = o tanh(cell) from x, u [rows × 4n]   \
       (i, f, g, o side by side); keeps i, f, g, o and tanh(cell) in gates [rows × 5n]. */         \
    void (*lstm)(T *h, T *cell, T *gates, const T *x, const T *u, const T *input_bias,             \
                 const T *hidden_bias, const T *previous_cell, size_t rows, size_t n);             \
    /* Its gradient. carry and cell_carry: the gradients of h and cell from later steps, replaced  \
       by zeros and by previous_cell's; sums [4n]: the sums over rows of dx are added to it. */    \
    void (*lstm_gradient)(T *dx, T *carry, T *cell_carry, T *sums, const T *dh, const T *dcell,    \
                          const T *gates, const T *previous_cell, size_t rows, size_t n);          \
                                                                                                   \
    /* Powers, choices, second derivatives of activations. */                                     \
    /* y = x^exponent as pow of the C library, below 1 ulp (cubes 2 ulp); in place allowed. */     \
    void (*power)(T *y, const T *x, T exponent, size_t n);                                         \
    /* y = mask ≠ 0 ? a : b over rows × columns; strides as in binary. In place allowed. */        \
    void (*select)(T *y, const T *mask, const T *a, const T *b, size_t rows, size_t columns,       \
                   size_t mask_row, size_t mask_column, size_t a_row, size_t a_column,             \
                   size_t b_row, size_t b_column);                                                 \
    /* dy = a b ∂f'/∂y, where f' is known from y = f(z); in place allowed on a and b. */           \
    void (*activation_curvature)(T *dy, const T *a, const T *b, const T *y, size_t n,              \
                                 int activation);                                                  \
  }

typedef VK_DECLARE_KERNELS(float) vk_kernels_f32;
typedef VK_DECLARE_KERNELS(double) vk_kernels_f64;

#define VK_ENUMERATE_UNARY(name) VK_UNARY_##name,
enum vk_unary { VK_FOR_EACH_UNARY(VK_ENUMERATE_UNARY) VK_UNARY_COUNT };
#define VK_ENUMERATE_BINARY(name) VK_BINARY_##name,
enum vk_binary { VK_FOR_EACH_BINARY(VK_ENUMERATE_BINARY) VK_BINARY_COUNT };

// The kernels in use. They change only in vk_select().
extern const vk_kernels_f32 *vk_f32_active;
extern const vk_kernels_f64 *vk_f64_active;
static inline const vk_kernels_f32 *vk_f32(void) { return vk_f32_active; }
static inline const vk_kernels_f64 *vk_f64(void) { return vk_f64_active; }
static inline void vk_unary_f32(enum vk_unary f, float *y, const float *x, size_t n) {
  vk_f32_active->unary[f](y, x, n);
}
static inline void vk_unary_f64(enum vk_unary f, double *y, const double *x, size_t n) {
  vk_f64_active->unary[f](y, x, n);
}
static inline void vk_binary_f32(enum vk_binary f, float *y, const float *a, const float *b, size_t rows,
                                 size_t columns, size_t a_row, size_t a_column, size_t b_row,
                                 size_t b_column) {
  vk_f32_active->binary[f](y, a, b, rows, columns, a_row, a_column, b_row, b_column);
}
static inline void vk_binary_f64(enum vk_binary f, double *y, const double *a, const double *b,
                                 size_t rows, size_t columns, size_t a_row, size_t a_column,
                                 size_t b_row, size_t b_column) {
  vk_f64_active->binary[f](y, a, b, rows, columns, a_row, a_column, b_row, b_column);
}
static inline void vk_window_f32(enum vk_window_function f, float *y, const float *x, size_t batch,
                                 const vk_window *window) {
  vk_f32_active->window[f](y, x, batch, window);
}
static inline void vk_window_f64(enum vk_window_function f, double *y, const double *x, size_t batch,
                                 const vk_window *window) {
  vk_f64_active->window[f](y, x, batch, window);
}

// "x86-64-v4", "x86-64-v3" or "baseline".
const char *vk_active_name(void);
// Switches to the kernels of that name; 0 if this machine or this build lacks them.
int vk_select(const char *name);
// The kernels of that name whatever is in use; NULL if this machine or this build lacks them.
const vk_kernels_f32 *vk_f32_named(const char *name);
const vk_kernels_f64 *vk_f64_named(const char *name);

// The number of the processor on which the calling thread runs at this moment; negative if unknown.
int vk_current_processor(void);

/* Begins to bring memory that will be read soon into the cache. */
static inline void vk_prefetch(const void *memory, size_t bytes) {
  for (size_t i = 0; i < bytes; i += 64) __builtin_prefetch((const char *)memory + i, 0, 3);
}

/* Memory that several threads read and write without locks, by relaxed atomics element by element. */
void vk_shared_load(float *out, const float *shared, size_t n);
void vk_shared_store(float *shared, const float *in, size_t n);
/* A step of RMSProp on shared theta and v, by the gradient scale g: v = decay v + (1 − decay) g²,
   theta −= rate g / (√v + ε). What another thread writes to an element in between may be lost. */
void vk_shared_rmsprop(float *theta, float *v, const float *g, size_t n, float scale, float rate,
                       float decay, float epsilon);

#endif
