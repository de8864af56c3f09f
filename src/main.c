/* Finds the command and runs it. */
#include <locale.h>
#include <stdlib.h>

#include "command/options.h"
#include "command/output.h"

int main(int count, char **words) {
    allocate_prepare();
    struct invocation invocation = {.arena = arena_new()};
    setlocale(LC_CTYPE, "");
    output_prepare();
    terminal_look(&invocation.out, stdout);
    terminal_look(&invocation.err, stderr);
    enum command_status status = options_read(&invocation, count, words);
    if (status == COMMAND_DONE)
        status = invocation.command->run(&invocation);
    status = output_finish(status);
    if (invocation.threads_left)
        _Exit(status); /* neither memory nor anything else may go before them */
    arena_free(invocation.arena);
    return status;
}
