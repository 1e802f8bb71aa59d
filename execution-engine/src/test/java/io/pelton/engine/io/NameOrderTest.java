// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameOrderTest {
    private static final String[] CHARACTERS = {"a", "-", "\u00e9", "\ud7ff", "\ue000", "\uffee", "\ud83d\ude00"};

    private static FileStore.Status file(String name) {
        return new FileStore.Status("f/" + name, 1, "1", false);
    }

    @Test
    void namesInTheOrderOfTheirBytesComeOutInTheOrderOfTheirChars() throws IOException {
        Random random = new Random(11);
        for (int n = 0; n < 500; n++) {
            List<String> names = new ArrayList<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                StringBuilder name = new StringBuilder();
                for (int length = 1 + random.nextInt(3); length > 0; length--) {
                    name.append(CHARACTERS[random.nextInt(CHARACTERS.length)]);
                }
                names.add(name.toString());
            }
            boolean signed = random.nextBoolean();
            names.sort((a, b) -> compare(a, b, signed));
            int wanted = 1 + random.nextInt(8);
            List<String> out = new ArrayList<>();
            NameOrder order = new NameOrder("f", found -> {
                out.add(found.path().substring(2));
                return out.size() < wanted;
            });

            boolean more = true;
            for (int i = 0; more && i < names.size(); i++) {
                more = order.visit(file(names.get(i)));
            }
            if (more) {
                order.end();
            }

            assertThat(out).isEqualTo(names.stream().sorted().limit(wanted).toList());
        }
    }

    private static int compare(String a, String b, boolean signed) {
        byte[] one = a.getBytes(StandardCharsets.UTF_8);
        byte[] other = b.getBytes(StandardCharsets.UTF_8);
        return signed ? Arrays.compare(one, other) : Arrays.compareUnsigned(one, other);
    }

    @Test
    void aStoreWithoutOrderIsFoundOut() throws IOException {
        NameOrder order = new NameOrder("f", found -> true);
        order.visit(file("b"));

        assertThatThrownBy(() -> order.visit(file("a")))
                .hasMessageStartingWith(
                        "Cannot list f: expected the store to give names in order but found f/a after f/b.");
    }
}
