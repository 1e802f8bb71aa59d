// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import io.pelton.dataset.RecordBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.jspecify.annotations.Nullable;

/** Sentences to embed. */
final class Texts {
    static final List<String> SENTENCES = List.of(
            "the quality of being lacking in self-restraint",
            "a small vehicle with four wheels in which a baby or child is pushed around",
            "Water turned the mill long before steam did.",
            "bucket",
            "a device that converts the energy of a moving fluid into the rotation of a shaft",
            "Lester Pelton watched a misplaced wheel spin faster: its jet had struck the edge of the cup and not its middle.",
            "any of several trees of the genus Abies",
            "an act of narration; he was the hero according to his own relation",
            "She sells sea shells; the shells that she sells are sea shells, I am sure.",
            "having the sense organs of taste, smell and touch close together, as worms and some insects have; or relating to"
                    + " an organism of which that may be said without stretching the meaning of the words too far",
            "(music) a composition in sonata form for a full orchestra, usually of four movements",
            "to give up, as of a claim",
            "Über den Wolken muß die Freiheit wohl grenzenlos sein",
            "東京は日本の首都です",
            "2 + 2 = 4, and 10 % of 50 is 5.",
            "e.g. oxygen, nitrogen",
            "The committee, having met on three occasions, none of which was attended by all of its members, decided that a"
                    + " fourth meeting would be needed, at which the minutes of the first three might be approved.",
            "cold",
            "in a manner that cannot be undone",
            "one of the four seasons of the year");

    private Texts() {}

    /** Sentences one after another, from 1 to {@code most} of them for each text, by seed. */
    static List<String> random(int count, int most, Random random) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            int parts = 1 + random.nextInt(most);
            for (int part = 0; part < parts; part++) {
                text.append(part == 0 ? "" : " ").append(SENTENCES.get(random.nextInt(SENTENCES.size())));
            }
            texts.add(text.toString());
        }
        return texts;
    }

    /** A batch of an id and a text, null texts included. */
    static RecordBatch batch(BufferAllocator allocator, List<@Nullable String> texts) {
        List<byte[]> bytes = new ArrayList<>();
        texts.forEach(text -> bytes.add(text == null ? null : text.getBytes(StandardCharsets.UTF_8)));
        return batchOfBytes(allocator, bytes);
    }

    /** The same of bytes that need not be UTF-8. */
    static RecordBatch batchOfBytes(BufferAllocator allocator, List<byte[]> texts) {
        BigIntVector ids = new BigIntVector("id", allocator);
        VarCharVector column = new VarCharVector("text", allocator);
        ids.allocateNew(texts.size());
        column.allocateNew(texts.size());
        for (int row = 0; row < texts.size(); row++) {
            ids.set(row, row);
            if (texts.get(row) == null) {
                column.setNull(row);
            } else {
                column.setSafe(row, texts.get(row));
            }
        }
        ids.setValueCount(texts.size());
        column.setValueCount(texts.size());
        return RecordBatch.of(List.of(ids, column), texts.size());
    }
}
