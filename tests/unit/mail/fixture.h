/* An arena a test, and the parser's libraries set up: for the tests of mail/. */
#ifndef WEIR_TESTS_MAIL_FIXTURE_H
#define WEIR_TESTS_MAIL_FIXTURE_H

/* *state is a struct arena *. */
int set_up(void **state);
int tear_down(void **state);

#endif
