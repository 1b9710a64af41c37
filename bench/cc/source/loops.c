// SPDX-License-Identifier: BSD-3-Clause

// The loops of bench/loops in C, and a server that runs them: main reads commands on
// standard input and answers on standard output, see main.go.
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { N = 1024 };

static _Alignas(64) unsigned char in0[N * 8], in1[N * 8], in2[N * 8], out[N * 8];

#define LOOP(name, from, to, expression)                                                        \
  static __attribute__((noinline)) void name(const void *p, const void *q, const void *r, void *z) { \
    const from *restrict A = p, *restrict B = q, *restrict C = r;                                \
    to *restrict Y = z;                                                                          \
    (void)B, (void)C;                                                                            \
    for (int i = 0; i < N; i++) {                                                                \
      const from a = A[i], b = B[i], t = C[i];                                                   \
      (void)b, (void)t;                                                                          \
      Y[i] = (expression);                                                                       \
    }                                                                                            \
  }

LOOP(add_float64, double, double, a + b)
LOOP(divide_int32, int32_t, int32_t, b ? a / b : 0)
LOOP(divide_int64, int64_t, int64_t, b ? a / b : 0)
LOOP(by_seven_uint8, uint8_t, uint8_t, a / 7)
LOOP(by_seven_int16, int16_t, int16_t, a / 7)
LOOP(by_seven_int32, int32_t, int32_t, a / 7)
LOOP(by_seven_uint32, uint32_t, uint32_t, a / 7)
LOOP(by_seven_int64, int64_t, int64_t, a / 7)
LOOP(by_seven_uint64, uint64_t, uint64_t, a / 7)
LOOP(mod_ten_uint32, uint32_t, uint32_t, a % 10)
LOOP(mod_ten_int64, int64_t, int64_t, a % 10)
LOOP(mod_eight_int32, int32_t, int32_t, a % 8)
LOOP(three_times_int64, int64_t, int64_t, a * 3)
LOOP(multiply_uint8, uint8_t, uint8_t, a *b)
LOOP(multiply_int64, int64_t, int64_t, a *b)
LOOP(shift_uint8, uint8_t, uint8_t, b < 8 ? a << b : 0)
LOOP(add_saturated_uint8, uint8_t, uint8_t, a + b < 255 ? a + b : 255)
LOOP(quarter_float32, float, float, a / 4)
LOOP(clamp_float32, float, float, a < 20 ? 20 : a > 80 ? 80 : a)
LOOP(between_float64, double, uint8_t, a >= 20 && a <= 80)
LOOP(blend_float64, double, double, a *t + b * (1 - t))
LOOP(to_integer_float64, double, int64_t, (int64_t)a)
LOOP(to_float_int64, int64_t, double, (double)a)
LOOP(to_byte_float32, float, uint8_t, (uint8_t)a)

#define NAME(n) {#n, n}
static const struct {
  const char *name;
  void (*run)(const void *, const void *, const void *, void *);
} loops[] = {NAME(add_float64), NAME(divide_int32), NAME(divide_int64), NAME(by_seven_uint8), NAME(by_seven_int16), NAME(by_seven_int32),
             NAME(by_seven_uint32), NAME(by_seven_int64), NAME(by_seven_uint64), NAME(mod_ten_uint32), NAME(mod_ten_int64),
             NAME(mod_eight_int32), NAME(three_times_int64), NAME(multiply_uint8), NAME(multiply_int64), NAME(shift_uint8),
             NAME(add_saturated_uint8), NAME(quarter_float32), NAME(clamp_float32), NAME(between_float64), NAME(blend_float64),
             NAME(to_integer_float64), NAME(to_float_int64), NAME(to_byte_float32)};

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

// load takes the three inputs; run NAME REPS answers with nanoseconds; store answers
// with the output.
int main(void) {
  char command[16], name[32];
  while (scanf("%15s", command) == 1) {
    if (!strcmp(command, "load")) {
      getchar();
      if (fread(in0, 1, sizeof in0, stdin) + fread(in1, 1, sizeof in1, stdin) + fread(in2, 1, sizeof in2, stdin) != 3 * sizeof in0) return 1;
    } else if (!strcmp(command, "store")) {
      fwrite(out, 1, sizeof out, stdout);
    } else {
      int reps, at = 0, n = sizeof loops / sizeof *loops;
      if (scanf("%31s %d", name, &reps) != 2) return 1;
      while (at < n && strcmp(loops[at].name, name)) at++;
      if (at == n) return 1;
      long long begin = now();
      for (int k = 0; k < reps; k++) loops[at].run(in0, in1, in2, out);
      printf("%lld\n", now() - begin);
    }
    fflush(stdout);
  }
}
