/* Runs programs. Input is a file in memory (memfd_create), so nothing need be pumped, and a program that does
 * not read all of it, or wants to open /dev/stdin, or to seek, can. Its end is seen by poll() through a
 * descriptor of the process (pidfd), together with its output, so that neither a program that closes its
 * output and goes on, nor one whose children keep it open, holds us. posix_spawn() copies no memory, however
 * large weir is. A run costs some 1 ms, nearly all of it the program's own start. */
#include "bench/process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define READ_BYTES 4096

extern char **environ;

static void close_all(int *descriptors, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (descriptors[i] >= 0)
            close(descriptors[i]);
        descriptors[i] = -1;
    }
}

/* A descriptor of a file in memory that holds the bytes and is at its beginning; -1: it failed. */
static int file_of(struct slice bytes) {
    int file = memfd_create("mail", MFD_CLOEXEC);
    while (file >= 0 && bytes.size) {
        ssize_t written = write(file, bytes.data, bytes.size);
        if (written < 0 && errno != EINTR) {
            close_all(&file, 1);
        } else if (written > 0) {
            bytes = slice_of(bytes.data + written, bytes.size - (size_t)written);
        }
    }
    if (file >= 0)
        lseek(file, 0, SEEK_SET);
    return file;
}

/* What the program gets: input, output, complaints. */
static int spawn(pid_t *child, const char *const *arguments, int input, int output, int complaints) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, complaints, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    int failed = posix_spawnp(child, arguments[0], &actions, &attributes, (char *const *)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return failed;
}

/* All that is there now. false: it is at its end. */
static bool drain(int descriptor, struct buffer *into) {
    char bytes[READ_BYTES];
    for (;;) {
        ssize_t got = read(descriptor, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 && errno == EAGAIN;
        size_t room = PROCESS_OUTPUT_BYTES - into->size;
        buffer_append(into, bytes, (size_t)got < room ? (size_t)got : room);
    }
}

/* Reads until the program ends; false at the deadline. */
static bool follow(struct process *process, int child, int output, int complaints, int64_t deadline) {
    struct pollfd polled[] = {{.fd = child, .events = POLLIN},
                              {.fd = output, .events = POLLIN},
                              {.fd = complaints, .events = POLLIN}};
    for (;;) {
        int64_t left = deadline - monotonic_ms();
        if (left <= 0)
            return false;
        if (poll(polled, 3, left < INT_MAX ? (int)left : INT_MAX) < 0)
            continue;
        if (polled[1].revents && !drain(output, &process->output))
            polled[1].fd = -1;
        if (polled[2].revents && !drain(complaints, &process->complaints))
            polled[2].fd = -1;
        if (polled[0].revents)
            break;
    }
    drain(output, &process->output);
    drain(complaints, &process->complaints);
    return true;
}

/* Its number is its own until it is waited for, so the group is killed before. */
static void end(struct process *process, pid_t child, bool in_time) {
    int status = 0;
    kill(-child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    process->end = !in_time ? PROCESS_TIMEOUT : WIFSIGNALED(status) ? PROCESS_KILLED : PROCESS_EXITED;
    process->status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

static void make_string(struct buffer *buffer) {
    *buffer_reserve(buffer, 1) = '\0';
    for (size_t i = 0; i < buffer->size; i++)
        if (!buffer->data[i])
            buffer->data[i] = ' ';
}

void process_run(struct process *process, const char *const *arguments, struct slice input,
                 int64_t deadline) {
    enum { INPUT, OUT_READ, OUT_WRITE, ERROR_READ, ERROR_WRITE, CHILD, COUNT };
    int descriptors[COUNT] = {file_of(input), -1, -1, -1, -1, -1};
    pid_t child;
    buffer_clear(&process->output);
    buffer_clear(&process->complaints);
    bool good = descriptors[INPUT] >= 0 && !pipe2(descriptors + OUT_READ, O_CLOEXEC) &&
                !pipe2(descriptors + ERROR_READ, O_CLOEXEC);
    int failed =
        good ? spawn(&child, arguments, descriptors[INPUT], descriptors[OUT_WRITE], descriptors[ERROR_WRITE])
             : errno;
    process->end = PROCESS_FAILED;
    process->status = failed;
    if (!failed) {
        close_all(descriptors + OUT_WRITE, 1);
        close_all(descriptors + ERROR_WRITE, 1);
        fcntl(descriptors[OUT_READ], F_SETFL, O_NONBLOCK);
        fcntl(descriptors[ERROR_READ], F_SETFL, O_NONBLOCK);
        descriptors[CHILD] = pidfd_open(child, 0);
        end(process, child,
            descriptors[CHILD] >= 0 && follow(process, descriptors[CHILD], descriptors[OUT_READ],
                                              descriptors[ERROR_READ], deadline));
    }
    make_string(&process->output);
    make_string(&process->complaints);
    close_all(descriptors, COUNT);
}

void process_free(struct process *process) {
    buffer_free(&process->output);
    buffer_free(&process->complaints);
}
