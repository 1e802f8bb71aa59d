// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Joins vectors of one type, buffer by buffer: each buffer of the result is allocated once, at the size that it needs, and
 * filled by block copies. Arrow's own {@code VectorAppender} grows its target by doubling and gives wrong results for some
 * nested types.
 *
 * <p>A {@link Range} is a run of values of one vector. Lists recurse with the ranges of their elements, structs with their
 * own.
 */
public final class Concatenation {
    private final BufferAllocator allocator;

    private Concatenation(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    private record Range(FieldVector vector, long from, long count) {}

    /**
     * Joins vectors.
     *
     * @param field the result's field
     * @param vectors of one type; borrowed
     * @return a new vector that the caller owns
     */
    public static FieldVector of(BufferAllocator allocator, Field field, List<FieldVector> vectors) {
        List<Range> ranges = new ArrayList<>(vectors.size());
        for (FieldVector vector : vectors) {
            if (vector.getValueCount() > 0) {
                ranges.add(new Range(vector, 0, vector.getValueCount()));
            }
        }
        FieldVector joined = field.createVector(allocator);
        try {
            if (arePlain(vectors)) {
                new Concatenation(allocator).fill(joined, ranges);
            } else {
                copyValues(joined, ranges);
            }
            return joined;
        } catch (RuntimeException | Error e) {
            joined.close();
            throw e;
        }
    }

    private static boolean arePlain(List<FieldVector> vectors) {
        boolean arePlain = true;
        for (FieldVector vector : vectors) {
            arePlain &= Vectors.isPlain(vector);
        }
        return arePlain;
    }

    private static long count(List<Range> ranges) {
        long count = 0;
        for (Range range : ranges) {
            count += range.count();
        }
        return count;
    }

    /** One by one, for unions, views and whatever else has a layout of its own. */
    private static void copyValues(FieldVector joined, List<Range> ranges) {
        joined.allocateNew();
        int at = 0;
        for (Range range : ranges) {
            for (int i = 0; i < range.count(); i++) {
                joined.copyFromSafe(i, at++, range.vector());
            }
        }
        joined.setValueCount(at);
    }

    private void fill(FieldVector target, List<Range> ranges) {
        int count = Math.toIntExact(count(ranges));
        if (count == 0 || target instanceof NullVector) {
            target.setValueCount(count);
            return;
        }
        List<ArrowBuf> buffers = new ArrayList<>(3);
        try {
            buffers.add(bits(ranges, count, true));
            if (target instanceof BitVector) {
                buffers.add(bits(ranges, count, false));
            } else if (target instanceof BaseFixedWidthVector) {
                buffers.add(fixed(ranges, count, ((BaseFixedWidthVector) target).getTypeWidth()));
            } else if (!(target instanceof StructVector) && !(target instanceof FixedSizeListVector)) {
                addOffsets(target, ranges, count, buffers);
            }
            target.loadFieldBuffers(new ArrowFieldNode(count, 0), buffers);
        } finally {
            buffers.forEach(ArrowBuf::close);
        }
        fillChildren(target, ranges);
    }

    private void fillChildren(FieldVector target, List<Range> ranges) {
        List<FieldVector> children = target.getChildrenFromFields();
        for (int c = 0; c < children.size(); c++) {
            List<Range> inner = new ArrayList<>(ranges.size());
            for (Range range : ranges) {
                Range part = child(range, c);
                if (part.count() > 0) {
                    inner.add(part);
                }
            }
            fill(children.get(c), inner);
        }
    }

    private static Range child(Range range, int c) {
        FieldVector child = range.vector().getChildrenFromFields().get(c);
        if (range.vector() instanceof StructVector) {
            return new Range(child, range.from(), range.count());
        }
        if (range.vector() instanceof FixedSizeListVector) {
            int size = ((FixedSizeListVector) range.vector()).getListSize();
            return new Range(child, range.from() * size, range.count() * size);
        }
        long start = offset(range, range.from());
        return new Range(child, start, offset(range, range.from() + range.count()) - start);
    }

    private ArrowBuf bits(List<Range> ranges, int count, boolean validity) {
        ArrowBuf joined = allocator.buffer((count + 7L) / 8);
        joined.setZero(0, joined.capacity());
        long at = 0;
        for (Range range : ranges) {
            FieldVector vector = range.vector();
            ArrowBuf source = validity ? vector.getValidityBuffer() : vector.getDataBuffer();
            copyBits(source, range.from(), joined, at, range.count());
            at += range.count();
        }
        return joined;
    }

    private static void copyBits(ArrowBuf source, long from, ArrowBuf target, long at, long count) {
        long done = 0;
        if (from % 8 == 0 && at % 8 == 0) {
            MemoryUtil.copyMemory(source.memoryAddress() + from / 8, target.memoryAddress() + at / 8, count / 8);
            done = count / 8 * 8;
        }
        for (long i = done; i < count; i++) {
            long bit = from + i;
            if ((source.getByte(bit / 8) >> (bit % 8) & 1) != 0) {
                long to = at + i;
                target.setByte(to / 8, target.getByte(to / 8) | 1 << (to % 8));
            }
        }
    }

    private ArrowBuf fixed(List<Range> ranges, int count, int width) {
        ArrowBuf joined = allocator.buffer((long) count * width);
        long at = joined.memoryAddress();
        for (Range range : ranges) {
            long length = range.count() * width;
            MemoryUtil.copyMemory(range.vector().getDataBuffer().memoryAddress() + range.from() * width, at, length);
            at += length;
        }
        return joined;
    }

    private void addOffsets(FieldVector target, List<Range> ranges, int count, List<ArrowBuf> buffers) {
        boolean wide = isWide(target);
        ArrowBuf offsets = allocator.buffer((count + 1L) * (wide ? Long.BYTES : Integer.BYTES));
        buffers.add(offsets);
        long end = 0;
        long at = 0;
        setOffset(offsets, wide, at++, 0);
        for (Range range : ranges) {
            long shift = end - offset(range, range.from());
            for (long i = 1; i <= range.count(); i++) {
                end = offset(range, range.from() + i) + shift;
                setOffset(offsets, wide, at++, end);
            }
        }
        if (!(target instanceof ListVector) && !(target instanceof LargeListVector)) {
            buffers.add(variable(ranges, end));
        }
    }

    private ArrowBuf variable(List<Range> ranges, long bytes) {
        ArrowBuf joined = allocator.buffer(bytes);
        long at = joined.memoryAddress();
        for (Range range : ranges) {
            long start = offset(range, range.from());
            long length = offset(range, range.from() + range.count()) - start;
            MemoryUtil.copyMemory(range.vector().getDataBuffer().memoryAddress() + start, at, length);
            at += length;
        }
        return joined;
    }

    private static boolean isWide(FieldVector vector) {
        return vector instanceof BaseLargeVariableWidthVector || vector instanceof LargeListVector;
    }

    private static void setOffset(ArrowBuf offsets, boolean wide, long index, long value) {
        if (wide) {
            offsets.setLong(index * Long.BYTES, value);
        } else {
            offsets.setInt(index * Integer.BYTES, Math.toIntExact(value));
        }
    }

    private static long offset(Range range, long index) {
        ArrowBuf offsets = range.vector().getOffsetBuffer();
        return isWide(range.vector()) ? offsets.getLong(index * Long.BYTES) : offsets.getInt(index * Integer.BYTES);
    }
}
