// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import io.pelton.dataset.source.SourcePart;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in words how a part of the input has changed: its size and when it was written, as far as its versions tell. */
final class PartChange {
    /** What file stores make of a length and a modification time, in milliseconds or nanoseconds. */
    private static final Pattern LENGTH_AND_TIME = Pattern.compile("(\\d+)-(\\d{12,19})");

    private static final int MILLIS_DIGITS = 15;
    private static final long NANOS = 1_000_000_000L;

    private PartChange() {}

    static String describe(SourcePart was, SourcePart is) {
        Optional<Instant> before = written(was);
        Optional<Instant> now = written(is);
        if (before.isPresent() && now.isPresent()) {
            boolean close = before.get()
                    .truncatedTo(ChronoUnit.SECONDS)
                    .equals(now.get().truncatedTo(ChronoUnit.SECONDS));
            return "was " + size(was) + " written at " + time(before.get(), close) + " and is " + size(is)
                    + " written at " + time(now.get(), close);
        }
        return was.sizeBytes() == is.sizeBytes()
                ? "has other content; its version was " + was.version() + " and is " + is.version()
                : "was " + size(was) + " and is " + size(is);
    }

    private static String size(SourcePart part) {
        return String.format(Locale.ROOT, "%,d bytes", part.sizeBytes());
    }

    private static String time(Instant moment, boolean exact) {
        Instant shown = exact ? moment : moment.truncatedTo(ChronoUnit.SECONDS);
        return shown.toString().replace('T', ' ').replace("Z", " UTC");
    }

    private static Optional<Instant> written(SourcePart part) {
        Matcher matcher = LENGTH_AND_TIME.matcher(part.version());
        if (!matcher.matches() || !matcher.group(1).equals(String.valueOf(part.sizeBytes()))) {
            return Optional.empty();
        }
        long time = Long.parseLong(matcher.group(2));
        return Optional.of(
                matcher.group(2).length() <= MILLIS_DIGITS
                        ? Instant.ofEpochMilli(time)
                        : Instant.ofEpochSecond(time / NANOS, time % NANOS));
    }
}
