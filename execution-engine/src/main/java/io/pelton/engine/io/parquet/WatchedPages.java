// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriteStore;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;

/**
 * Pages on their way into a row group, of which it is noted for whose values parquet-mr gave a dictionary up at once. It
 * decides so after the first page; only a full one that is not mostly nulls tells something of the next row groups.
 */
final class WatchedPages implements PageWriteStore {
    private final PageWriteStore pages;
    private final ParquetProperties properties;
    private final DictionaryMemory memory;

    WatchedPages(PageWriteStore pages, ParquetProperties properties, DictionaryMemory memory) {
        this.pages = pages;
        this.properties = properties;
        this.memory = memory;
    }

    @Override
    public PageWriter getPageWriter(ColumnDescriptor column) {
        return new Watched(pages.getPageWriter(column), column);
    }

    private final class Watched implements PageWriter {
        private final PageWriter pages;
        private final ColumnDescriptor column;
        private boolean isBegun;

        Watched(PageWriter pages, ColumnDescriptor column) {
            this.pages = pages;
            this.column = column;
        }

        private void look(int rows, int values, BytesInput bytes, Statistics<?> statistics, Encoding encoding) {
            boolean isFull =
                    rows >= properties.getPageRowCountLimit() || bytes.size() >= properties.getPageSizeThreshold() / 2;
            boolean isMostlyNull = 2 * statistics.getNumNulls() > values;
            if (!isBegun && encoding == Encoding.PLAIN && isFull && !isMostlyNull) {
                memory.addUnfit(column);
            }
            isBegun = true;
        }

        @Override
        @Deprecated
        public void writePage(
                BytesInput bytes, int values, Statistics<?> statistics, Encoding r, Encoding d, Encoding encoding)
                throws IOException {
            look(values, values, bytes, statistics, encoding);
            pages.writePage(bytes, values, statistics, r, d, encoding);
        }

        @Override
        public void writePage(
                BytesInput bytes,
                int values,
                int rows,
                Statistics<?> statistics,
                Encoding r,
                Encoding d,
                Encoding encoding)
                throws IOException {
            look(rows, values, bytes, statistics, encoding);
            pages.writePage(bytes, values, rows, statistics, r, d, encoding);
        }

        @Override
        public void writePage(
                BytesInput bytes,
                int values,
                int rows,
                Statistics<?> statistics,
                SizeStatistics sizes,
                Encoding r,
                Encoding d,
                Encoding encoding)
                throws IOException {
            look(rows, values, bytes, statistics, encoding);
            pages.writePage(bytes, values, rows, statistics, sizes, r, d, encoding);
        }

        @Override
        public void writePage(
                BytesInput bytes,
                int values,
                int rows,
                Statistics<?> statistics,
                SizeStatistics sizes,
                GeospatialStatistics places,
                Encoding r,
                Encoding d,
                Encoding encoding)
                throws IOException {
            look(rows, values, bytes, statistics, encoding);
            pages.writePage(bytes, values, rows, statistics, sizes, places, r, d, encoding);
        }

        @Override
        public void writePageV2(
                int rows,
                int nulls,
                int values,
                BytesInput r,
                BytesInput d,
                Encoding encoding,
                BytesInput bytes,
                Statistics<?> statistics)
                throws IOException {
            look(rows, values, bytes, statistics, encoding);
            pages.writePageV2(rows, nulls, values, r, d, encoding, bytes, statistics);
        }

        @Override
        public long getMemSize() {
            return pages.getMemSize();
        }

        @Override
        public long allocatedSize() {
            return pages.allocatedSize();
        }

        @Override
        public void writeDictionaryPage(DictionaryPage page) throws IOException {
            pages.writeDictionaryPage(page);
        }

        @Override
        public String memUsageString(String prefix) {
            return pages.memUsageString(prefix);
        }

        @Override
        public void close() {
            pages.close();
        }
    }
}
