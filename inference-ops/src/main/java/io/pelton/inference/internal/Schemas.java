// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Schemas with added columns. */
final class Schemas {
    private Schemas() {}

    /** The fields of {@code input} and then those added, which replace fields of their names. */
    static Schema append(Schema input, List<Field> added) {
        Set<String> replaced = added.stream().map(Field::getName).collect(Collectors.toSet());
        List<Field> fields = new ArrayList<>();
        for (Field field : input.getFields()) {
            if (!replaced.contains(field.getName())) {
                fields.add(field);
            }
        }
        fields.addAll(added);
        return new Schema(fields);
    }
}
