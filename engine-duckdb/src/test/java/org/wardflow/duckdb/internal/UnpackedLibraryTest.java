package org.wardflow.duckdb.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class UnpackedLibraryTest {
    /** Some 70 MB a process would stay in the temporary folder whenever one is killed. */
    @Test
    void aKilledProcessLeavesNoLibraryInTheTemporaryFolder() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            UnpackedLibrary.unlink();
            List<String> mapped = new String(Files.readAllBytes(UnpackedLibrary.MAPPED), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains("libduckdb_java"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .distinct()
                    .toList();
            assertThat(mapped).isNotEmpty().noneMatch(file -> Files.exists(Path.of(file)));
            // What is mapped stays in use.
            try (ResultSet rows = statement.executeQuery("select sum(i) from range(100000) t(i)")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getLong(1)).isEqualTo(4_999_950_000L);
            }
        }
    }

    /** Also below the folder for temporary files an installation is one: who tries Wardflow there would try it once. */
    @Test
    void aLibraryBesideItsDriverStays() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        assertThat(UnpackedLibrary.isUnpacked(temporary.resolve("libduckdb_java17.so")))
                .isTrue();
        assertThat(UnpackedLibrary.isUnpacked(
                        temporary.resolve("wardflow/app/target/lib/libduckdb_java.so_linux_amd64")))
                .isFalse();
    }
}
