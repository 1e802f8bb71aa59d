// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.plan.Scan;
import io.pelton.dataset.source.ReadableSource;
import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.plan.Stage;
import io.pelton.engine.schedule.InputPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The parts of all leaves of a plan, in order: what a part number of the scheduler and the log means. */
final class InputCatalog {
    /** A part with who reads it. */
    record Entry(int leaf, Scan scan, ReadableSource source, SourcePart part) {}

    private final List<Entry> entries;

    private InputCatalog(List<Entry> entries) {
        this.entries = entries;
    }

    static InputCatalog list(List<Stage> stages, Function<Scan, ReadableSource> sources) {
        List<Entry> entries = new ArrayList<>();
        for (Stage stage : stages) {
            if (stage.scan().isPresent()) {
                Scan scan = stage.scan().get();
                ReadableSource source = sources.apply(scan);
                try {
                    for (SourcePart part : source.parts()) {
                        entries.add(new Entry(stage.id(), scan, source, part));
                    }
                } catch (IOException e) {
                    throw PeltonException.user(
                            "Cannot list " + scan.source().describe() + ": " + e.getMessage() + ".", e);
                }
            }
        }
        return new InputCatalog(entries);
    }

    int size() {
        return entries.size();
    }

    Entry get(int part) {
        return entries.get(part);
    }

    String nameOf(int part) {
        return entries.get(part).part().name();
    }

    List<SourcePart> sourceParts() {
        return entries.stream().map(Entry::part).toList();
    }

    List<InputPart> inputParts() {
        return entries.stream().map(e -> new InputPart(e.leaf())).toList();
    }
}
