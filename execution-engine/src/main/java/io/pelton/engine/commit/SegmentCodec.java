// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The text of a segment: a line that names the format, each entry as a header line and its own lines, and a last line
 * with the CRC-32C of all bytes before it, so that a segment that is cut short or altered is told from a whole one.
 */
final class SegmentCodec {
    private static final String MAGIC = "pelton-log";
    private static final String VERSION = "1";
    private static final int END_BYTES = "end\t00000000\n".length();

    private SegmentCodec() {}

    static byte[] encode(List<Entry> entries) {
        StringBuilder text = new StringBuilder();
        text.append(Fields.join(MAGIC, VERSION)).append('\n');
        for (Entry e : entries) {
            String header = Fields.join(
                    "entry",
                    e.number(),
                    e.epoch(),
                    e.writer(),
                    e.kind(),
                    e.lines().size());
            text.append(header).append('\n');
            e.lines().forEach(line -> text.append(line).append('\n'));
        }
        byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
        byte[] end = endLine(body, body.length);
        byte[] whole = Arrays.copyOf(body, body.length + end.length);
        System.arraycopy(end, 0, whole, body.length, end.length);
        return whole;
    }

    /**
     * The entries of a segment, oldest first.
     *
     * @throws IllegalArgumentException if the bytes are not a whole segment; the message says how
     */
    static List<Entry> decode(byte[] segment) {
        int bodyBytes = segment.length - END_BYTES;
        if (bodyBytes < 0
                || !Arrays.equals(
                        endLine(segment, bodyBytes), Arrays.copyOfRange(segment, bodyBytes, segment.length))) {
            throw new IllegalArgumentException("its checksum does not match its " + segment.length + " bytes");
        }
        String[] lines = utf8(ByteBuffer.wrap(segment, 0, bodyBytes)).split("\n", -1);
        String[] format = Fields.split(lines[0]);
        if (format.length != 2 || !format[0].equals(MAGIC) || !format[1].equals(VERSION)) {
            throw new IllegalArgumentException("its format is '" + lines[0] + "'");
        }
        List<Entry> entries = new ArrayList<>();
        // The body ends with a line end, so the last piece is empty.
        int at = 1;
        while (at < lines.length - 1) {
            String[] header = Fields.split(lines[at]);
            int end = at + 1 + Integer.parseInt(header[5]);
            entries.add(new Entry(
                    Long.parseLong(header[1]),
                    Long.parseLong(header[2]),
                    header[3],
                    Entry.Kind.valueOf(header[4]),
                    Arrays.asList(lines).subList(at + 1, end)));
            at = end;
        }
        return entries;
    }

    private static byte[] endLine(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return String.format("end\t%08x\n", crc.getValue()).getBytes(StandardCharsets.US_ASCII);
    }

    private static String utf8(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it is not UTF-8", e);
        }
    }
}
