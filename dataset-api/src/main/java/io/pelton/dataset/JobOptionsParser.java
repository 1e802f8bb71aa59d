// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@link JobOptions} from properties. */
final class JobOptionsParser {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([kmgt]?)b?", Pattern.CASE_INSENSITIVE);

    private JobOptionsParser() {}

    static JobOptions parse(Properties properties) {
        String existing = properties.getProperty("pelton.existing", "resume");
        return new JobOptions(
                existing(existing),
                Optional.ofNullable(properties.getProperty("pelton.cpus")).map(JobOptionsParser::cpus),
                Optional.ofNullable(properties.getProperty("pelton.memory")).map(JobOptionsParser::bytes));
    }

    private static JobOptions.Existing existing(String text) {
        for (JobOptions.Existing value : JobOptions.Existing.values()) {
            if (value.name().equalsIgnoreCase(text)) {
                return value;
            }
        }
        throw PeltonException.user(
                "Cannot use pelton.existing: expected resume or overwrite but found '" + text + "'.");
    }

    private static int cpus(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw PeltonException.user("Cannot use pelton.cpus: expected a whole number but found '" + text + "'.");
        }
    }

    /** A size such as {@code 512m} in bytes. */
    static long bytes(String text) {
        Matcher m = SIZE.matcher(text.trim());
        if (!m.matches()) {
            throw PeltonException.user(
                    "Cannot use pelton.memory: expected a size such as 512m or 4g but found '" + text + "'.");
        }
        int shift = 10
                * ("kmgt".indexOf(m.group(2).toLowerCase(Locale.ROOT))
                        + (m.group(2).isEmpty() ? 0 : 1));
        long units = Long.parseLong(m.group(1));
        if (units > Long.MAX_VALUE >> shift) {
            throw PeltonException.user(
                    "Cannot use pelton.memory: expected a size below 8 exbibytes but found '" + text + "'.");
        }
        return units << shift;
    }
}
