/* See address.h. */
#include "store/address.h"

#include <string.h>

const char *address_format(const uint8_t address[ADDRESS_BYTES], char text[ADDRESS_TEXT_BYTES]) {
    static const uint8_t unknown[ADDRESS_BYTES];
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    text[0] = '\0';
    if (!memcmp(address, unknown, sizeof unknown))
        return text;
    if (!memcmp(address, mapped, sizeof mapped))
        inet_ntop(AF_INET, address + sizeof mapped, text, ADDRESS_TEXT_BYTES);
    else
        inet_ntop(AF_INET6, address, text, ADDRESS_TEXT_BYTES);
    return text;
}
