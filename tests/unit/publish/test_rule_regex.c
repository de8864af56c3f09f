/* Regular expressions of phrases: what they hit as a program that reads bytes sees it (PCRE2, like all of them). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

int main(void) { return 0; }
