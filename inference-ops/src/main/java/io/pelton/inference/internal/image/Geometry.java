// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal.image;

/**
 * The part of a resized image that is kept.
 *
 * @param shorter what the shorter side becomes before the middle is cut out, or 0 if the whole image is stretched
 * @param height of the result
 * @param width of the result
 */
public record Geometry(int shorter, int height, int width) {
    /**
     * Where the result lies in the resized image.
     *
     * @param resizedWidth of the resized image
     * @param resizedHeight of the resized image
     */
    record Window(int resizedWidth, int resizedHeight, int left, int top, int width, int height) {
        /** The same with rows for columns. */
        Window transposed() {
            return new Window(resizedHeight, resizedWidth, top, left, height, width);
        }
    }

    /** The bytes of a result: three colours a pixel. */
    public int values() {
        return 3 * height * width;
    }

    /** The window for an upright image; sizes and edges are rounded as torchvision rounds them. */
    Window window(int imageWidth, int imageHeight) {
        if (shorter == 0) {
            return new Window(width, height, 0, 0, width, height);
        }
        boolean wide = imageWidth > imageHeight;
        int resizedWidth = wide ? longer(imageWidth, imageHeight) : shorter;
        int resizedHeight = wide ? shorter : longer(imageHeight, imageWidth);
        int left = (int) Math.rint((resizedWidth - width) / 2.0);
        int top = (int) Math.rint((resizedHeight - height) / 2.0);
        return new Window(resizedWidth, resizedHeight, left, top, width, height);
    }

    private int longer(int longSide, int shortSide) {
        return (int) ((long) shorter * longSide / shortSide);
    }

    /**
     * By how much a JPEG may be reduced while it is decoded: the largest of 1, 2, 4 and 8 that leaves at least as many
     * pixels as the resized image has.
     */
    static int reduction(Window window, int imageWidth, int imageHeight) {
        int reduction = 8;
        while (reduction > 1
                && (imageWidth / reduction < window.resizedWidth || imageHeight / reduction < window.resizedHeight)) {
            reduction /= 2;
        }
        return reduction;
    }
}
