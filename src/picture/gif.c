/* GIF89a, frame by frame onto one canvas, as a browser shows it. Animations of spam show their text in one
 * frame for long and noise in others for a moment, or lay the text together from pieces: either way what is
 * to be read is the canvas that stands longest. Frames are never kept, so memory is two canvases.
 *
 * Cost: linear in the pixels of all frames, of which PICTURE_FRAMES and FRAME_PIXELS are decoded. */
#include "picture/gif.h"

#include <gif_lib.h>
#include <stdlib.h>

#include "base/arena.h"

/* Pixels of all frames of an animation together. */
#define FRAME_PIXELS (8 * PICTURE_PIXELS)
/* Browsers show a frame of less than this (hundredths of a second) for as long. */
#define LEAST_DELAY 2
#define WHITE       0xffffff00U

struct reader {
    struct slice rest;
};

struct animation {
    GifFileType *gif;
    PIX *canvas, *before; /* before: what the frame under way is to be undone to, or NULL */
    PIX *longest;
    int longest_delay;
    GraphicsControlBlock control; /* of the frame that comes next */
    size_t frames, pixels;
    GifPixelType *line;
};

static int read_bytes(GifFileType *gif, GifByteType *into, int wanted) {
    struct reader *reader = gif->UserData;
    size_t size = (size_t)wanted < reader->rest.size ? (size_t)wanted : reader->rest.size;
    if (size)
        memcpy(into, reader->rest.data, size);
    reader->rest = slice_of(reader->rest.data + size, reader->rest.size - size);
    return (int)size;
}

static PIX *new_canvas(long long width, long long height) {
    PIX *canvas = pixCreate((l_int32)width, (l_int32)height, 32);
    if (canvas)
        pixSetAllArbitrary(canvas, WHITE);
    return canvas;
}

/* The screen as declared, or the first frame where that is larger: declared sizes lie. */
static bool make_canvas(struct animation *animation) {
    const GifFileType *gif = animation->gif;
    long long width = (long long)gif->Image.Left + gif->Image.Width;
    long long height = (long long)gif->Image.Top + gif->Image.Height;
    if (width < gif->SWidth)
        width = gif->SWidth;
    if (height < gif->SHeight)
        height = gif->SHeight;
    if (picture_fits(width, height))
        animation->canvas = new_canvas(width, height);
    return animation->canvas != NULL;
}

static void draw_line(struct animation *animation, int y, const ColorMapObject *colors) {
    const GifImageDesc *image = &animation->gif->Image;
    int width = pixGetWidth(animation->canvas), row = image->Top + y;
    if (row >= pixGetHeight(animation->canvas))
        return;
    l_uint32 *to = pixGetData(animation->canvas) + (ptrdiff_t)row * pixGetWpl(animation->canvas);
    for (int x = 0; x < image->Width && image->Left + x < width; x++) {
        int index = animation->line[x];
        if (index == animation->control.TransparentColor || index >= colors->ColorCount)
            continue;
        GifColorType color = colors->Colors[index];
        to[image->Left + x] =
            (l_uint32)color.Red << 24 | (l_uint32)color.Green << 16 | (l_uint32)color.Blue << 8;
    }
}

/* false: the file ends within the frame, or is broken there; the lines before stand. */
static bool draw_frame(struct animation *animation, const ColorMapObject *colors) {
    static const int first[] = {0, 4, 2, 1}, step[] = {8, 8, 4, 2};
    GifFileType *gif = animation->gif;
    bool interlaced = gif->Image.Interlace;
    for (int pass = 0; pass < (interlaced ? 4 : 1); pass++)
        for (int y = interlaced ? first[pass] : 0; y < gif->Image.Height; y += interlaced ? step[pass] : 1) {
            if (DGifGetLine(gif, animation->line, gif->Image.Width) != GIF_OK)
                return false;
            draw_line(animation, y, colors);
        }
    return true;
}

static void keep_longest(struct animation *animation) {
    int delay = animation->control.DelayTime < LEAST_DELAY ? LEAST_DELAY : animation->control.DelayTime;
    /* Of equals the later one: text that is laid together from pieces is whole at the end. */
    if (animation->longest && delay < animation->longest_delay)
        return;
    animation->longest_delay = delay;
    animation->longest = pixCopy(animation->longest, animation->canvas);
}

static void dispose(struct animation *animation) {
    const GifImageDesc *image = &animation->gif->Image;
    if (animation->control.DisposalMode == DISPOSE_PREVIOUS && animation->before)
        animation->canvas = pixCopy(animation->canvas, animation->before);
    if (animation->control.DisposalMode == DISPOSE_BACKGROUND)
        pixRasterop(animation->canvas, image->Left, image->Top, image->Width, image->Height, PIX_SET, NULL, 0,
                    0);
}

static bool take_frame(struct animation *animation) {
    GifFileType *gif = animation->gif;
    if (DGifGetImageDesc(gif) != GIF_OK || !picture_fits(gif->Image.Width, gif->Image.Height))
        return false;
    const ColorMapObject *colors = gif->Image.ColorMap ? gif->Image.ColorMap : gif->SColorMap;
    animation->pixels += (size_t)gif->Image.Width * (size_t)gif->Image.Height;
    if (!colors || animation->pixels > FRAME_PIXELS || animation->frames++ == PICTURE_FRAMES ||
        (!animation->canvas && !make_canvas(animation)))
        return false;
    if (animation->control.DisposalMode == DISPOSE_PREVIOUS)
        animation->before = pixCopy(animation->before, animation->canvas);
    animation->line = reallocate(animation->line, (size_t)gif->Image.Width);
    bool whole = draw_frame(animation, colors);
    keep_longest(animation);
    dispose(animation);
    animation->control = (GraphicsControlBlock){.TransparentColor = NO_TRANSPARENT_COLOR};
    return whole;
}

static bool take_extension(struct animation *animation) {
    GifByteType *block;
    int code;
    if (DGifGetExtension(animation->gif, &code, &block) != GIF_OK)
        return false;
    while (block) {
        if (code == GRAPHICS_EXT_FUNC_CODE)
            DGifExtensionToGCB(block[0], block + 1, &animation->control);
        if (DGifGetExtensionNext(animation->gif, &block) != GIF_OK)
            return false;
    }
    return true;
}

static void play(struct animation *animation) {
    GifRecordType record;
    bool more = true;
    while (more && DGifGetRecordType(animation->gif, &record) == GIF_OK) {
        if (record == IMAGE_DESC_RECORD_TYPE)
            more = take_frame(animation);
        else if (record == EXTENSION_RECORD_TYPE)
            more = take_extension(animation);
        else
            more = false;
    }
}

PIX *gif_decode(struct slice file, struct error *why) {
    struct reader reader = {file};
    struct animation animation = {.control.TransparentColor = NO_TRANSPARENT_COLOR};
    int code = 0;
    animation.gif = DGifOpen(&reader, read_bytes, &code);
    if (!animation.gif) {
        error_set(why, "broken GIF: %s", GifErrorString(code));
        return NULL;
    }
    play(&animation);
    if (!animation.longest)
        error_set(why, "GIF without a frame that can be shown");
    DGifCloseFile(animation.gif, NULL);
    pixDestroy(&animation.canvas);
    pixDestroy(&animation.before);
    free(animation.line);
    return animation.longest;
}
