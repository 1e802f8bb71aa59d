// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files of an output by name, packed: a job may publish many thousands. */
final class FileList extends PackedList<OutputFile> {
    private String last = "";
    private boolean inOrder = true;

    /** Adds a file, in any order. */
    void append(OutputFile file) {
        inOrder &= file.name().compareTo(last) >= 0;
        last = file.name();
        appendPacked(file);
    }

    /** The files by name. Those that were written in the order of the input are by name already. */
    List<OutputFile> byName() {
        if (inOrder) {
            return this;
        }
        FileList sorted = new FileList();
        stream().sorted(Comparator.comparing(OutputFile::name)).forEach(sorted::append);
        return sorted;
    }

    @Override
    void pack(Packed.Writer out, @Nullable OutputFile before, OutputFile file) {
        out.text(before == null ? "" : before.staged(), file.staged());
        out.text(before == null ? "" : before.name(), file.name());
        out.number(file.rows());
        out.number(file.bytes());
    }

    @Override
    OutputFile unpack(Packed.Reader in, int files) {
        StringBuilder staged = new StringBuilder();
        StringBuilder name = new StringBuilder();
        long rows = 0;
        long bytes = 0;
        for (int i = 0; i < files; i++) {
            in.text(staged);
            in.text(name);
            rows = in.number();
            bytes = in.number();
        }
        return new OutputFile(staged.toString(), name.toString(), rows, bytes);
    }
}
