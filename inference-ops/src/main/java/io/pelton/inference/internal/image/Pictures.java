// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal.image;

import io.pelton.inference.internal.image.Geometry.Window;
import java.nio.ByteBuffer;

/**
 * Turns the bytes of images into pixels of one size. JPEGs are decoded at a half, a quarter or an eighth of their size
 * where that leaves enough pixels, which costs a fraction.
 *
 * <p><b>Threads.</b> One thread at a time; make one for each.
 */
public final class Pictures {
    private final Geometry geometry;
    private final long maxPixels;
    private final boolean reduces;
    private final Resampler resampler = new Resampler();

    /**
     * Loads what is needed.
     *
     * @param maxPixels the most pixels that an image may have
     * @param reduces whether JPEGs may be decoded at less than their size
     */
    public Pictures(Geometry geometry, long maxPixels, boolean reduces) {
        this.geometry = geometry;
        this.maxPixels = maxPixels;
        this.reduces = reduces;
        NativePicture.load();
    }

    /**
     * Decodes an image and resizes it.
     *
     * @param bytes the image, in direct memory, between position 0 and the limit; left as it is
     * @param levels takes red, then green, then blue, each row by row: {@link Geometry#values} in all
     */
    public void read(ByteBuffer bytes, byte[] levels) throws UnreadableImageException {
        if (bytes.remaining() == 0) {
            throw new UnreadableImageException("expected an image but found no bytes");
        }
        if (JpegHeader.isJpeg(bytes)) {
            readJpeg(bytes, levels);
            return;
        }
        try (Picture picture = NativePicture.isWebP(bytes)
                ? NativePicture.decodeWebP(bytes, maxPixels)
                : BufferedPicture.decode(bytes, maxPixels)) {
            Window window = geometry.window(picture.width(), picture.height());
            resampler.resample(picture, Orientation.UPRIGHT, window, levels);
        }
    }

    private void readJpeg(ByteBuffer bytes, byte[] levels) throws UnreadableImageException {
        JpegHeader header = JpegHeader.read(bytes);
        requirePixels(header.width(), header.height(), maxPixels);
        Orientation orientation = header.orientation();
        int width = orientation.exchanges() ? header.height() : header.width();
        int height = orientation.exchanges() ? header.width() : header.height();
        Window window = geometry.window(width, height);
        int reduction = reduces ? Geometry.reduction(window, width, height) : 1;
        try (Picture picture = NativePicture.decodeJpeg(bytes, reduction)) {
            resampler.resample(picture, orientation, window, levels);
        }
    }

    static void requirePixels(int width, int height, long maxPixels) throws UnreadableImageException {
        if (width < 1 || height < 1 || (long) width * height > maxPixels) {
            throw new UnreadableImageException(
                    "expected an image of 1 to " + maxPixels + " pixels but found one of " + width + " x " + height);
        }
    }
}
