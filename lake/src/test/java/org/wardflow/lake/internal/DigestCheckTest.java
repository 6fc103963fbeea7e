package org.wardflow.lake.internal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.TableName;

class DigestCheckTest {
    private static final TableName TABLE = TableName.parse("silver.stay");

    @Test
    void soManyFilesAreRememberedAndNoMore() {
        DigestCheck check = new DigestCheck(new LocalFileIo());
        for (int i = 0; i < DigestCheck.KNOWN_MAX; i++) {
            check.trust(absent(i).absolute());
        }

        assertThatCode(() -> check.check(TABLE, absent(0))).doesNotThrowAnyException();
        check.trust(absent(DigestCheck.KNOWN_MAX).absolute());
        assertThatThrownBy(() -> check.check(TABLE, absent(0))).isInstanceOf(WardflowException.class);
    }

    private static DataFile absent(int i) {
        Path path = Path.of("absent", Integer.toString(i));
        return new DataFile(path.toString(), path, 1, 1, new RoaringBitmap(), Map.of(), "digest");
    }
}
