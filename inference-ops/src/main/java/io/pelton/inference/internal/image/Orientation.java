// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal.image;

/**
 * How stored pixels are turned to stand upright, as EXIF has it: mirrored in x, mirrored in y, then rows and columns
 * exchanged.
 */
record Orientation(boolean mirrorsX, boolean mirrorsY, boolean exchanges) {
    static final Orientation UPRIGHT = new Orientation(false, false, false);

    /** What EXIF's number, 1 to 8, stands for; any other is upright. */
    static Orientation ofExif(int number) {
        return switch (number) {
            case 2 -> new Orientation(true, false, false);
            case 3 -> new Orientation(true, true, false);
            case 4 -> new Orientation(false, true, false);
            case 5 -> new Orientation(false, false, true);
            case 6 -> new Orientation(false, true, true);
            case 7 -> new Orientation(true, true, true);
            case 8 -> new Orientation(true, false, true);
            default -> UPRIGHT;
        };
    }
}
