// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them; the same in every locale. */
public final class Units {
    private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Units() {}

    /** A count with thousands apart, such as {@code 117,659}. */
    public static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** A count with its noun, such as {@code 1 file} or {@code 3 files}. */
    public static String count(long n, String noun) {
        return count(n) + " " + noun + (n == 1 ? "" : "s");
    }

    /** Bytes in powers of 1,000 with three digits, such as {@code 15.4 MB}. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5) {
            value /= 1000;
            unit++;
        }
        return (unit == 0 ? count(bytes) : threeDigits(value)) + " " + BYTES[unit];
    }

    /** Rows a second, such as {@code 141} or {@code 3.2}. */
    public static String rate(double perSecond) {
        return perSecond >= 100 ? count(Math.round(perSecond)) : threeDigits(perSecond);
    }

    /** A share of one, such as {@code 4.2 %}. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, share < 0.0995 ? "%.1f %%" : "%.0f %%", share * 100);
    }

    /** A clock, such as {@code 0:07} or {@code 1:02:03}. */
    public static String clock(Duration time) {
        long s = Math.max(0, time.toSeconds());
        return s < 3600
                ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    }

    /** A length of time in words, such as {@code 3.42 s}, {@code 41 s} or {@code 2 min 5 s}. */
    public static String time(double seconds) {
        if (seconds < 99.95) {
            return threeDigits(seconds) + " s";
        }
        long s = Math.round(seconds);
        return s < 3600 ? s / 60 + " min " + s % 60 + " s" : s / 3600 + " h " + s / 60 % 60 + " min";
    }

    private static String threeDigits(double value) {
        String format = value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
