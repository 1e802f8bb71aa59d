// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.plan.Scan;
import io.pelton.dataset.source.ReadableSource;
import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.commit.PartList;
import io.pelton.engine.plan.Stage;
import io.pelton.engine.schedule.InputPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The parts of all leaves of a plan, in order: what a part number of the scheduler and the log means. It grows at its end
 * while the input is listed, leaf by leaf.
 *
 * <p><b>Threads.</b> One lists; any may look at what is there.
 */
final class InputCatalog {
    /** A stage that reads, and what it reads. */
    record Leaf(int stage, Scan scan, ReadableSource source) {}

    /** A part with who reads it. */
    record Entry(int leaf, Scan scan, ReadableSource source, SourcePart part) {}

    private final List<Leaf> leaves = new ArrayList<>();

    @GuardedBy("this")
    private final PartList parts = new PartList();

    /** The number that the first part of each leaf has or would have, of the leaves whose listing has begun. */
    @GuardedBy("this")
    private final List<Integer> firstParts = new ArrayList<>();

    /** The stages all of whose parts were found. */
    @GuardedBy("this")
    private final Set<Integer> whole = new HashSet<>();

    /** Makes a catalog of which nothing is listed yet. */
    InputCatalog(List<Stage> stages, Function<Scan, ReadableSource> sources) {
        for (Stage stage : stages) {
            stage.scan().ifPresent(scan -> leaves.add(new Leaf(stage.id(), scan, sources.apply(scan))));
        }
    }

    /** In the order in which they are listed. */
    List<Leaf> leaves() {
        return leaves;
    }

    /**
     * Lists all leaves.
     *
     * @param wanted asked before each part; if it says no, the listing ends and is not whole
     */
    void listAll(BooleanSupplier wanted) {
        for (Leaf leaf : leaves) {
            if (wanted.getAsBoolean()) {
                list(leaf, wanted);
            }
        }
    }

    /**
     * Lists the next leaf. What several leaves read is looked for once, so that they see the same parts.
     *
     * @param found called when there is another part; says whether more are wanted
     */
    void list(Leaf leaf, BooleanSupplier found) {
        Optional<List<SourcePart>> known = beginLeaf(leaf);
        Take take = new Take(found);
        try {
            if (known.isPresent()) {
                known.get().forEach(take::test);
            } else {
                leaf.source().parts(take);
            }
        } catch (IOException e) {
            throw PeltonException.user(
                    "Cannot list " + leaf.scan().source().describe() + ": " + e.getMessage() + ".", e);
        }
        if (take.wanted) {
            endLeaf(leaf);
        }
    }

    /** Passes over the next leaf. */
    void skip(Leaf leaf) {
        beginLeaf(leaf);
    }

    /** Adds parts as long as more are wanted. */
    private final class Take implements Predicate<SourcePart> {
        private final BooleanSupplier found;
        private boolean wanted = true;

        Take(BooleanSupplier found) {
            this.found = found;
        }

        @Override
        public boolean test(SourcePart part) {
            if (wanted) {
                add(part);
                wanted = found.getAsBoolean();
            }
            return wanted;
        }
    }

    private synchronized void add(SourcePart part) {
        parts.append(part);
    }

    private synchronized Optional<List<SourcePart>> beginLeaf(Leaf next) {
        firstParts.add(parts.size());
        for (int i = 0; i < firstParts.size() - 1; i++) {
            Leaf leaf = leaves.get(i);
            if (leaf.source() == next.source() && whole.contains(leaf.stage())) {
                return Optional.of(PartList.copyOf(parts).subList(firstParts.get(i), firstParts.get(i + 1)));
            }
        }
        return Optional.empty();
    }

    private synchronized void endLeaf(Leaf leaf) {
        whole.add(leaf.stage());
    }

    /** Whether all parts of all leaves are known. */
    synchronized boolean isWhole() {
        return whole.size() == leaves.size();
    }

    synchronized int size() {
        return parts.size();
    }

    synchronized Entry get(int part) {
        Leaf leaf = leafOf(part);
        return new Entry(leaf.stage(), leaf.scan(), leaf.source(), parts.get(part));
    }

    @GuardedBy("this")
    private Leaf leafOf(int part) {
        int n = firstParts.size() - 1;
        while (firstParts.get(n) > part) {
            n--;
        }
        return leaves.get(n);
    }

    synchronized String nameOf(int part) {
        return parts.get(part).name();
    }

    synchronized List<SourcePart> sourceParts() {
        return PartList.copyOf(parts);
    }

    /** The parts from a number on, as far as they are known. */
    synchronized List<InputPart> inputParts(int from) {
        List<InputPart> found = new ArrayList<>(parts.size() - from);
        InputPart last = null;
        for (int part = from; part < parts.size(); part++) {
            int leaf = leafOf(part).stage();
            if (last == null || last.leaf() != leaf) {
                last = new InputPart(leaf); // one for all of a leaf
            }
            found.add(last);
        }
        return found;
    }
}
