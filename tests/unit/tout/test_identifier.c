/* Identifiers that prove themselves: the examples of their standards, and the same with one sign wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tout/identifier.h"

struct sample {
    const char *text;
    bool valid;
};

/* Each text stands in memory of its own size, so that a sanitizer sees what is read beyond. */
static void check(bool (*is)(struct slice), const struct sample *samples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(samples[i].text);
        char *copy = malloc(size + !size);
        memcpy(copy, samples[i].text, size);
        bool valid = is(slice_of(copy, size));
        free(copy);
        if (valid != samples[i].valid)
            fail_msg("\"%s\" is %svalid", samples[i].text, valid ? "" : "not ");
    }
}

#define CHECK(is, samples) check(is, samples, sizeof samples / sizeof *samples)

static void test_isin(void **state) {
    (void)state;
    static const struct sample samples[] = {
        {"US0378331005", true}, /* ISO 6166's example */
        {"AU0000XVGZA3", true}, /* letters within */
        {"AU0000VXGZA3", true}, /* Luhn does not see two letters change places */
        {"au0000xvgza3", true},
        {"DE000A0B1C22", false},
        {"US0378331006", false},
        {"US0373831005", false},
        {"0S0378331005", false},
        {"U50378331005", false},
        {"US037833100A", false},
        {"US03783310", false},
        {"US03783310055", false},
        {"US0378-31005", false},
        {"", false},
        {"US037833100\xc3", false},
    };
    CHECK(identifier_is_isin, samples);
}

static void test_wkn(void **state) {
    (void)state;
    static const struct sample samples[] = {
        {"123456", true},  {"A0B1C2", true},  {"a0b1c2", true},  {"ABCDEF", false}, /* no digit */
        {"A0B1CI", false}, {"A0B1CO", false}, {"A0B1C", false},  {"A0B1C23", false},
        {"A0B-C2", false}, {"", false},       {"12345o", false},
    };
    CHECK(identifier_is_wkn, samples);
}

static void test_contract(void **state) {
    (void)state;
    static const struct sample samples[] = {
        /* EIP-55's test cases */
        {"0x52908400098527886E0F7030069857D2E4169EE7", true},
        {"0x8617E340B3D01FA5F11F306F4090FD50E238070D", true},
        {"0xde709f2102306220921060314715629080e2fb77", true},
        {"0x27b1fdb04752bbc536007a920d24acb045561c26", true},
        {"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", true},
        {"0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", true},
        {"0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", true},
        {"0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", true},
        /* one case, one digit, one sign of them wrong */
        {"0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", false},
        {"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAee", false},
        {"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg", false},
        {"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", false},
        {"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAedd", false},
        {"1x52908400098527886E0F7030069857D2E4169EE7", false},
        {"0052908400098527886E0F7030069857D2E4169EE7", false},
        {"", false},
        {"0x", false},
    };
    CHECK(identifier_is_contract, samples);
}

static void test_wallet(void **state) {
    (void)state;
    static const struct sample samples[] = {
        /* Base58Check: the address of the first block; BIP 16's kind of address, BIP 13's example */
        {"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", true},
        {"3P14159f73E4gFr7JterCCQh9QjiTjiZrG", true},
        {"1111111111111111111114oLvT2", true},
        {"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", false},
        {"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN", false},
        {"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNaa", false},
        {"1A1zP1eP5QGefi2DMPTfTL5SLmv7Div0Na", false},
        {"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", false},
        {"1zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", false}, /* more than 25 bytes */
        /* BIP 173's and BIP 350's test vectors */
        {"BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", true},
        {"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", true},
        {"bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3", true},
        {"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", true},
        {"BC1SW50QGDZ25J", true},
        {"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", false},
        {"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3tb", false}, /* b is no digit of it */
        {"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t", false},
        {"tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", false}, /* of the test network */
        {"bc1", false},
        {"", false},
    };
    CHECK(identifier_is_wallet, samples);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_isin),
        cmocka_unit_test(test_wkn),
        cmocka_unit_test(test_contract),
        cmocka_unit_test(test_wallet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
