// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Cuts photos into squares, of one as few as one and of another as many as 64, as a detector finds them. */
final class HetPatches {
    static final int MOST = 64;

    private static final int SIDE = 64;
    private static final int GRID = 8;

    private HetPatches() {}

    /**
     * A square of a photo.
     *
     * @param id the photo's
     * @param patch its number in the photo
     * @param mean of its levels, to check answers by
     * @param pixels red, green and blue of each pixel
     */
    @SuppressWarnings("ArrayRecordComponent") // a column of bytes
    record Patch(long id, int patch, float mean, byte[] pixels) {}

    /** How many squares a photo has. */
    static int count(long id) {
        long mixed = (id + 1) * 0x9E3779B97F4A7C15L;
        return 1 + (int) ((mixed >>> 33) % MOST);
    }

    /** How many squares the first photos have together. */
    static long total(long photos) {
        long total = 0;
        for (long id = 0; id < photos; id++) {
            total += count(id);
        }
        return total;
    }

    static List<Patch> of(long id, byte[] jpeg) {
        BufferedImage photo;
        try {
            photo = ImageIO.read(new ByteArrayInputStream(jpeg));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Patch> patches = new ArrayList<>();
        for (int patch = 0; patch < count(id); patch++) {
            int left = (photo.getWidth() - SIDE) * (patch % GRID) / (GRID - 1);
            int top = (photo.getHeight() - SIDE) * (patch / GRID) / (GRID - 1);
            byte[] pixels = pixels(photo.getRGB(left, top, SIDE, SIDE, null, 0, SIDE));
            patches.add(new Patch(id, patch, mean(pixels), pixels));
        }
        return patches;
    }

    private static byte[] pixels(int[] argb) {
        byte[] pixels = new byte[3 * argb.length];
        for (int i = 0; i < argb.length; i++) {
            pixels[3 * i] = (byte) (argb[i] >> 16);
            pixels[3 * i + 1] = (byte) (argb[i] >> 8);
            pixels[3 * i + 2] = (byte) argb[i];
        }
        return pixels;
    }

    /** What the slow stage finds out about a square: the mean of its levels. */
    static float mean(byte[] pixels) {
        long sum = 0;
        for (byte level : pixels) {
            sum += level & 0xFF;
        }
        return (float) sum / pixels.length;
    }
}
