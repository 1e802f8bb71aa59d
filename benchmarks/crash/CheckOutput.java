// Licensed under the Apache License, Version 2.0; see the LICENSE file.
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;

/**
 * Checks an output of EmbedGlosses with parquet-mr's own reader, which shares no code with Pelton's: ids are those of the
 * input's first rows, once each and in order; every vector has length 1; the log commits every row of the input once.
 *
 * <pre>./pelton run benchmarks/crash/CheckOutput.java INPUT LIMIT OUTPUT</pre>
 */
public class CheckOutput {
    public static void main(String[] args) throws IOException {
        int limit = Integer.parseInt(args[1]);
        List<Long> expected = new ArrayList<>();
        read(Path.of(args[0]), row -> expected.add(row.getLong("id", 0)));
        List<Long> wanted = expected.subList(0, Math.min(limit, expected.size()));

        List<Long> ids = new ArrayList<>();
        List<Path> files = outputFiles(Path.of(args[2]));
        for (Path file : files) {
            read(file, row -> {
                ids.add(row.getLong("id", 0));
                requireUnitVector(row);
            });
        }
        require(new HashSet<>(ids).size() == ids.size(), ids.size() + " rows but " + new HashSet<>(ids).size() + " ids");
        require(ids.equals(wanted), "the ids of " + ids.size() + " rows are not the " + wanted.size() + " of the input");
        requireEachRowCommittedOnce(Path.of(args[2]), wanted.size());
        System.out.printf("%,d rows in %d files, every id once and in order%n", ids.size(), files.size());
    }

    private static List<Path> outputFiles(Path folder) throws IOException {
        require(Files.exists(folder.resolve("_SUCCESS")), "there is no _SUCCESS");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
        }
    }

    private static void read(Path file, Consumer<Group> rows) throws IOException {
        try (ParquetReader<Group> reader = new Reader(new LocalInputFile(file)).build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                rows.accept(row);
            }
        }
    }

    private static void requireUnitVector(Group row) {
        Group list = row.getGroup("embedding", 0);
        int size = list.getFieldRepetitionCount(0);
        double squares = 0;
        for (int i = 0; i < size; i++) {
            double x = list.getGroup(0, i).getFloat(0, 0);
            squares += x * x;
        }
        require(size == 384 && Math.abs(squares - 1) < 1e-3, "a vector of " + size + " floats has length^2 " + squares);
    }

    /** The ranges of all committed splits lie end to end: none is missing and none was committed twice. */
    private static void requireEachRowCommittedOnce(Path output, int rows) throws IOException {
        TreeMap<Long, Long> ranges = new TreeMap<>();
        Set<String> entries = new HashSet<>();
        boolean counts = false;
        for (Path segment : segments(output)) {
            for (String line : Files.readAllLines(segment)) {
                String[] field = line.split("\t");
                if (field[0].equals("entry")) {
                    counts = entries.add(field[1]);
                } else if (field[0].equals("range") && counts) {
                    long from = Long.parseLong(field[2]);
                    require(ranges.put(from, Long.parseLong(field[3])) == null, "row " + from + " was committed twice");
                }
            }
        }
        long at = 0;
        for (var range : ranges.entrySet()) {
            require(range.getKey() == at, "a split ends at row " + at + " and the next starts at " + range.getKey());
            at = range.getValue();
        }
        require(at == rows, "the log ends at row " + at + " of " + rows);
    }

    private static List<Path> segments(Path output) throws IOException {
        try (Stream<Path> files = Files.list(output.resolve("_pelton/log"))) {
            return files.filter(file -> file.getFileName().toString().matches("\\d+")).sorted().toList();
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }

    private static final class Reader extends ParquetReader.Builder<Group> {
        private Reader(InputFile file) {
            super(file);
        }

        @Override
        protected ReadSupport<Group> getReadSupport() {
            return new GroupReadSupport();
        }
    }
}
