// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A column or a part of one, with the levels at which it exists.
 *
 * <p>Parquet stores for each primitive value, null or empty list an <i>entry</i> of two levels. An entry with definition
 * level {@code d} and repetition level {@code r} stands for one slot of a node's vector if {@code d >= slotDefinition}
 * (else a list around it is null or empty) and {@code r <= repetition} (else it goes on inside the slot before it). See
 * Melnik et al., <i>Dremel: Interactive Analysis of Web-Scale Datasets</i>, VLDB 2010, section 4.
 */
sealed interface ReadNode {
    /** Its name and Arrow type. */
    Field field();

    /** The lowest definition level of an entry that has a slot here. */
    int slotDefinition();

    /**
     * A primitive column.
     *
     * @param index its place among the file's primitive columns
     * @param path its names from the root
     * @param maxDefinition the level at which it has a value
     * @param maxRepetition how many lists it lies in
     */
    record Leaf(
            Field field,
            LeafType type,
            int index,
            List<String> path,
            int slotDefinition,
            int maxDefinition,
            int maxRepetition)
            implements ReadNode {}

    /**
     * Named children.
     *
     * @param definition the level at which it is not null
     * @param repetition how many lists it lies in
     */
    record Struct(Field field, List<ReadNode> children, int slotDefinition, int definition, int repetition)
            implements ReadNode {}

    /**
     * A list or map.
     *
     * @param definition the level at which it is not null; one more if it has elements
     * @param repetition how many lists it lies in, without itself
     */
    record Repeated(Field field, ReadNode element, int slotDefinition, int definition, int repetition)
            implements ReadNode {}
}
