// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal.image;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;

/**
 * A picture that native code decoded and holds: JPEG by libjpeg-turbo and WebP by libwebp, as they lie in Leptonica. Both
 * are made for bytes that nobody vouches for, and answer bad ones with an error.
 */
final class NativePicture implements Picture {
    private static final int SILENT = leptonica.L_SEVERITY_NONE;

    private final PIX pix;
    private final IntBuffer pixels;
    private final int width;
    private final int height;
    private final int stride;

    private NativePicture(PIX pix) {
        this.pix = pix;
        this.width = leptonica.pixGetWidth(pix);
        this.height = leptonica.pixGetHeight(pix);
        this.stride = leptonica.pixGetWpl(pix);
        this.pixels = leptonica.pixGetData(pix).capacity((long) stride * height).asBuffer();
    }

    /** Loads the native library, once for all. */
    static void load() {
        leptonica.setMsgSeverity(SILENT);
    }

    /**
     * Decodes a JPEG. Slight damage is overlooked, as Pillow does, but not that its end is missing.
     *
     * @param reduction 1, 2, 4 or 8: by how much each side is made smaller on the way
     */
    static Picture decodeJpeg(ByteBuffer bytes, int reduction) throws UnreadableImageException {
        int[] warnings = new int[1];
        PIX pix = leptonica.pixReadMemJpeg(
                bytes,
                bytes.remaining(),
                0,
                reduction,
                IntBuffer.wrap(warnings),
                leptonica.L_JPEG_CONTINUE_WITH_BAD_DATA);
        if (pix != null && warnings[0] > 0 && !ends(bytes)) {
            leptonica.pixDestroy(pix);
            throw new UnreadableImageException(
                    "expected a whole JPEG but found one that breaks off after " + bytes.remaining() + " bytes");
        }
        return of(pix, "JPEG");
    }

    /** Whether the marker of the end is there; pixels cannot look like it. */
    private static boolean ends(ByteBuffer bytes) {
        for (int at = bytes.limit() - 2; at >= Math.max(2, bytes.limit() - 4096); at--) {
            if ((bytes.get(at) & 0xFF) == 0xFF && (bytes.get(at + 1) & 0xFF) == 0xD9) {
                return true;
            }
        }
        return false;
    }

    static boolean isWebP(ByteBuffer bytes) {
        return bytes.limit() > 15 && tag(bytes, 0) == 0x52494646 && tag(bytes, 8) == 0x57454250;
    }

    private static int tag(ByteBuffer bytes, int at) {
        return (bytes.get(at) & 0xFF) << 24
                | (bytes.get(at + 1) & 0xFF) << 16
                | (bytes.get(at + 2) & 0xFF) << 8
                | (bytes.get(at + 3) & 0xFF);
    }

    /** Decodes a WebP image; the first of several. */
    static Picture decodeWebP(ByteBuffer bytes, long maxPixels) throws UnreadableImageException {
        int[] width = new int[1];
        int[] height = new int[1];
        int[] samples = new int[1];
        int failed = leptonica.readHeaderMemWebP(
                bytes, bytes.remaining(), IntBuffer.wrap(width), IntBuffer.wrap(height), IntBuffer.wrap(samples));
        if (failed != 0) {
            throw broken("WebP");
        }
        Pictures.requirePixels(width[0], height[0], maxPixels);
        return of(leptonica.pixReadMemWebP(bytes, bytes.remaining()), "WebP");
    }

    private static Picture of(PIX pix, String format) throws UnreadableImageException {
        if (pix == null || pix.isNull()) {
            throw broken(format);
        }
        if (leptonica.pixGetDepth(pix) == 32) {
            return new NativePicture(pix);
        }
        PIX colour = leptonica.pixConvertTo32(pix);
        leptonica.pixDestroy(pix);
        if (colour == null || colour.isNull()) {
            throw broken(format);
        }
        return new NativePicture(colour);
    }

    private static UnreadableImageException broken(String format) {
        return new UnreadableImageException("expected a " + format + " but found one that cannot be decoded");
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public void copyRow(int y, int from, int count, int[] into) {
        this.pixels.get(y * stride + from, into, 0, count);
    }

    @Override
    public void close() {
        leptonica.pixDestroy(pix);
    }
}
