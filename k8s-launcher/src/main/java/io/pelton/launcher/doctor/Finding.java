// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.doctor;

/**
 * What one check found.
 *
 * @param level how bad it is
 * @param subject what was looked at
 * @param text what was found, for people
 * @param cure what to do about it; empty if there is nothing to do
 */
public record Finding(Level level, String subject, String text, String cure) {
    /** How bad a finding is. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Jobs run, but not as well as they could. */
        WARN,
        /** Jobs fail. */
        FAIL
    }

    static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text, "");
    }

    static Finding warn(String subject, String text, String cure) {
        return new Finding(Level.WARN, subject, text, cure);
    }

    static Finding fail(String subject, String text, String cure) {
        return new Finding(Level.FAIL, subject, text, cure);
    }
}
