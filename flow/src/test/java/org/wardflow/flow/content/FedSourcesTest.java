package org.wardflow.flow.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/** Of two tables that want the same topic, one would get nothing. */
class FedSourcesTest {
    @TempDir
    Path folder;

    @Test
    void aTopicOrExtractOfTwoTablesIsRefusedNamingBoth() throws IOException {
        for (String kind : new String[] {"topic", "extract"}) {
            Path first = contract("one", "topic", "calls");
            Path second = contract("two", kind, "calls");

            assertThatThrownBy(() -> Content.load(folder)).isInstanceOfSatisfying(WardflowException.class, refused -> {
                assertThat(refused.code()).isEqualTo(ErrorCode.CONTRACT_INVALID);
                assertThat(refused.found()).contains(first.toString(), second.toString(), "calls");
            });
        }
    }

    @Test
    void everyTableMayHaveATopicOfItsOwnAndManyTheClock() throws IOException {
        var unused = contract("one", "topic", "calls");
        unused = contract("two", "topic", "answers");
        unused = contract("three", "clock", "clock");
        unused = contract("four", "clock", "clock");

        assertThat(Content.load(folder).contracts()).hasSize(4);
    }

    private Path contract(String table, String kind, String name) throws IOException {
        Path file = folder.resolve("bronze/" + table + "/contract.yaml");
        Files.createDirectories(folder.resolve("bronze/" + table));
        return Files.writeString(file, """
                apiVersion: v3.1.0
                kind: DataContract
                id: bronze.%s
                version: 1.0.0
                status: active
                description: {purpose: "Calls."}
                schema:
                  - name: %s
                    logicalType: object
                    properties:
                      - {name: source, physicalType: STRING, logicalType: string, required: true, classification: operational, description: "where it came from"}
                customProperties:
                  - property: source
                    value: {kind: %s, name: %s}
                """.formatted(table, table, kind, name));
    }
}
