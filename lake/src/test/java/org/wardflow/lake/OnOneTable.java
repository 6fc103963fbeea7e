package org.wardflow.lake;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a lake of its own, with one empty table in it. */
abstract class OnOneTable {
    @TempDir
    Path root;

    final TestLake rows = new TestLake();
    Lake lake;
    Table table;

    @BeforeEach
    final void create() {
        lake = TestLake.open(root);
        table = lake.create(TestLake.SPEC);
    }

    @AfterEach
    final void close() throws Exception {
        lake.close();
        rows.close();
    }
}
