package org.wardflow.lake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.FileKeys;
import org.wardflow.lake.KeyHash;
import org.wardflow.lake.LocalFileIo;

class KeyFilterRoomTest {
    private static final List<String> ID = List.of("id");
    private static final int KEYS = 1_000;

    /** 26 bits a key, and the two ends of the groups. */
    private static final long FILTER_BYTES = 3L * KEYS + Integer.BYTES * (KEYS / 16 + 2);

    private final FileIo io = new LocalFileIo();

    @TempDir
    private Path folder;

    @Test
    void moreThanTheRoomIsNeverKeptAndEachIsFoundAllTheSame() throws IOException {
        KeyFilterRoom room = new KeyFilterRoom(4 * FILTER_BYTES + 100);
        List<KeyFilters> files = files(room, 20);
        for (int turn = 0; turn < 5; turn++) {
            for (int i = 0; i < files.size(); i++) {
                KeyFilter filter = files.get(i).filter(ID).orElseThrow();
                assertThat(filter.mayContain(hash(i, 7))).isTrue();
                assertThat(filter.mayContain(hash(i + 1, 7))).isFalse();
                assertThat(room.bytes()).isEqualTo(Math.min(turn == 0 ? i + 1 : 4, 4) * FILTER_BYTES);
                assertThat(kept(files) * FILTER_BYTES).isEqualTo(room.bytes());
            }
        }
    }

    /** Those longest unused would each have gone just before their turn. */
    @Test
    void whoGoesThroughAllAgainFindsSomeThatAreKept() throws IOException {
        KeyFilterRoom room = new KeyFilterRoom(10 * FILTER_BYTES);
        List<KeyFilters> files = files(room, 12);
        int found = 0;
        for (int turn = 0; turn < 10; turn++) {
            for (KeyFilters each : files) {
                found += each.isKept() ? 1 : 0;
                assertThat(each.filter(ID)).isPresent();
            }
        }
        assertThat(found).isGreaterThan(60);
    }

    @Test
    void whatIsLargerThanTheRoomIsReadEachTimeAndDisplacesNothing() throws IOException {
        KeyFilterRoom room = new KeyFilterRoom(FILTER_BYTES);
        KeyFilters small = files(room, 1).get(0);
        KeyFilters large = new KeyFilters(io, folder, "large", store("large", hashes(0, 2 * KEYS)), room);
        assertThat(small.filter(ID)).isPresent();
        assertThat(large.filter(ID).orElseThrow().mayContain(hash(0, 2 * KEYS - 1)))
                .isTrue();
        assertThat(large.isKept()).isFalse();
        assertThat(small.isKept()).isTrue();
        assertThat(room.bytes()).isEqualTo(FILTER_BYTES);
    }

    /** Nobody uses the files of an old version any more; Java collects them when it likes, which is asked for here. */
    @Test
    void thePlacesOfFilesThatAreGoneAreFree() throws IOException {
        KeyFilterRoom room = new KeyFilterRoom(100 * FILTER_BYTES);
        files(room, 20).forEach(each -> assertThat(each.filter(ID)).isPresent());
        assertThat(room.bytes()).isEqualTo(20 * FILTER_BYTES);
        for (int i = 0; i < 100 && room.bytes() > 0; i++) {
            System.gc();
            KeyFilters missing = new KeyFilters(io, folder, "missing", "file:none", room);
            assertThat(missing.filter(ID)).isEmpty();
        }
        assertThat(room.bytes()).isZero();
    }

    private List<KeyFilters> files(KeyFilterRoom room, int count) throws IOException {
        List<KeyFilters> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = count + "-" + i;
            files.add(new KeyFilters(io, folder, name, store(name, hashes(i, KEYS)), room));
        }
        return files;
    }

    private String store(String file, long[] hashes) throws IOException {
        return KeyFilters.store(io, folder, file, List.of(ID), List.of(FileKeys.of(hashes)), new ArrayList<>());
    }

    private static long kept(List<KeyFilters> files) {
        return files.stream().filter(KeyFilters::isKept).count();
    }

    private static long[] hashes(int file, int size) {
        return LongStream.range(0, size).map(i -> hash(file, i)).toArray();
    }

    private static long hash(int file, long key) {
        return KeyHash.of(List.of(Integer.toString(file), Long.toString(key)));
    }
}
