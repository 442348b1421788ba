/*
 * Simulates another processor for a program: an AMD of the Zen 5 kind in a virtual machine that
 * hides the sizes of its caches. oneDNN 3.7 takes these sizes as 1 byte and computes incorrect
 * results, so its faults can be reproduced, and fixes tested, on a machine without them. Nothing in
 * the build depends on this file.
 *
 * Build:  gcc -O2 -Wall -Wextra -fPIC -shared -o /tmp/hidden-caches.so hidden-caches.c -ldl
 * Use:    LD_PRELOAD=/tmp/hidden-caches.so java ...     (mvn, spark-submit: also for children)
 *
 * Requires Linux on x86-64 and a processor that can make cpuid fault (cpuid_fault among the flags in
 * /proc/cpuinfo); elsewhere the program exits immediately with status 99. /proc/cpuinfo itself still
 * shows the real processor. HIDDEN_CACHES selects what is simulated, by default "vendor,caches,isa":
 *   vendor  AuthenticAMD, family 26; the JVM and MKL read it as well
 *   isa     no AMX, no AVX512_FP16
 *   caches  all levels of 1 byte; or only one of them:
 *   l1      the data cache: padded layouts are converted incorrectly (jit:uni reorders)
 *   l2      threads that compute new shapes at the same time disturb each other (brgemm convolutions)
 *   none    the real processor, by the same mechanism
 *
 * How it works: cpuid raises SIGSEGV in all threads. A handler that stays in front of that of the
 * program executes the real cpuid, edits its result and steps over the instruction.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define ARCH_SET_CPUID 0x1012
#define NOT_POSSIBLE 99

static int vendor, isa;
static int hidden[4]; /* By sub-leaf: L1 data, L1 instructions, L2, L3. */
static struct sigaction programs_own;
static int (*real_sigaction)(int, const struct sigaction *, struct sigaction *);

static void answer(uint32_t r[4], uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  r[0] = a, r[1] = b, r[2] = c, r[3] = d;
}

static void real_cpuid(uint32_t leaf, uint32_t sub, uint32_t r[4]) {
  syscall(SYS_arch_prctl, ARCH_SET_CPUID, 1);
  __asm__ volatile("cpuid" : "=a"(r[0]), "=b"(r[1]), "=c"(r[2]), "=d"(r[3]) : "a"(leaf), "c"(sub));
  syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0);
}

/* 0x8000001D: type and level, (ways - 1) << 22 | line size - 1, sets - 1. */
static void amd_cache(uint32_t sub, uint32_t r[4]) {
  static const uint32_t type[] = {0x21, 0x22, 0x43, 0x63};
  static const uint32_t kib[] = {48, 32, 1024, 32768}, ways[] = {12, 8, 16, 16};
  if (sub > 3 || hidden[sub]) {
    answer(r, 0, 0, 0, 0);
  } else {
    answer(r, type[sub], (ways[sub] - 1) << 22 | 63, kib[sub] * 1024 / (64 * ways[sub]) - 1, 0);
  }
}

static void shown_cpuid(uint32_t leaf, uint32_t sub, uint32_t r[4]) {
  real_cpuid(leaf, sub, r);
  if (isa && leaf == 7 && sub == 0) {
    r[3] &= ~(1u << 22 | 1u << 23 | 1u << 24 | 1u << 25); /* AMX_BF16, FP16, AMX_TILE, AMX_INT8 */
  } else if (isa && leaf == 7 && sub == 1) {
    r[0] &= ~(1u << 21); /* AMX_FP16 */
  }
  if (!vendor) {
    if (leaf == 4 && sub < 4 && hidden[sub]) {
      r[1] = r[2] = 0; /* Type and level stay: readers continue with the next. */
    }
  } else if (leaf == 0 || leaf == 0x80000000u) {
    answer(r, leaf ? 0x80000021u : r[0], 0x68747541, 0x444d4163, 0x69746e65); /* AuthenticAMD */
  } else if (leaf == 1) {
    r[0] = 0x00b00f21; /* Family 26, model 2. */
  } else if (leaf == 0x8000001du) {
    amd_cache(sub, r);
  } else if (leaf == 2 || leaf == 4 || leaf == 0x80000005u || leaf == 0x80000006u
             || (leaf > 0x80000008u && leaf <= 0x80000021u)) {
    answer(r, 0, 0, 0, 0);
  }
}

static void on_fault(int number, siginfo_t *info, void *context) {
  greg_t *g = ((ucontext_t *)context)->uc_mcontext.gregs;
  /* Faults without an address are instructions, which are readable; others may be invalid jumps. */
  if (info->si_code == SI_KERNEL && memcmp((void *)g[REG_RIP], "\x0f\xa2", 2) == 0) {
    uint32_t r[4];
    shown_cpuid((uint32_t)g[REG_RAX], (uint32_t)g[REG_RCX], r);
    g[REG_RAX] = r[0], g[REG_RBX] = r[1], g[REG_RCX] = r[2], g[REG_RDX] = r[3];
    g[REG_RIP] += 2;
  } else if (programs_own.sa_flags & SA_SIGINFO) {
    programs_own.sa_sigaction(number, info, context);
  } else if (programs_own.sa_handler != SIG_DFL && programs_own.sa_handler != SIG_IGN) {
    programs_own.sa_handler(number);
  } else {
    real_sigaction(SIGSEGV, &programs_own, NULL); /* The instruction faults again and ends the program. */
  }
}

int sigaction(int number, const struct sigaction *wanted, struct sigaction *before) {
  if (!real_sigaction) {
    *(void **)&real_sigaction = dlsym(RTLD_NEXT, "sigaction");
  }
  if (number != SIGSEGV) {
    return real_sigaction(number, wanted, before);
  }
  struct sigaction old = programs_own;
  if (wanted) {
    struct sigaction in_front = *wanted;
    in_front.sa_sigaction = on_fault;
    in_front.sa_flags = (wanted->sa_flags | SA_SIGINFO) & ~SA_RESETHAND;
    programs_own = *wanted;
    real_sigaction(SIGSEGV, &in_front, NULL);
  }
  if (before) {
    *before = old;
  }
  return 0;
}

sighandler_t signal(int number, sighandler_t handler) {
  struct sigaction wanted = {.sa_handler = handler, .sa_flags = SA_RESTART}, before;
  return sigaction(number, &wanted, &before) ? SIG_ERR : before.sa_handler;
}

__attribute__((constructor)) static void start(void) {
  const char *shown = getenv("HIDDEN_CACHES");
  shown = shown ? shown : "vendor,caches,isa";
  vendor = strstr(shown, "vendor") != NULL;
  isa = strstr(shown, "isa") != NULL;
  for (int sub = 0; sub < 4; sub++) {
    hidden[sub] = strstr(shown, "caches") != NULL;
  }
  hidden[0] |= strstr(shown, "l1") != NULL;
  hidden[2] |= strstr(shown, "l2") != NULL;
  signal(SIGSEGV, SIG_DFL);
  if (syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0)) {
    fputs("hidden-caches: this processor cannot make cpuid fault\n", stderr);
    _exit(NOT_POSSIBLE);
  }
}
