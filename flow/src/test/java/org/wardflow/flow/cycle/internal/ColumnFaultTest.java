package org.wardflow.flow.cycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.model.Model;
import org.wardflow.lake.TableName;

/** Which column is at fault is sought where a column can be: the search computes the rows again, and again. */
class ColumnFaultTest {
    private static final Contract VISIT = Contract.parse(TableName.parse("silver.visit"), "f", """
            apiVersion: v3.1.0
            kind: DataContract
            id: silver.visit
            version: 1.0.0
            status: active
            description: {purpose: "x"}
            schema:
              - name: visit
                properties:
                  - {name: id, physicalType: STRING, primaryKey: true}
                  - {name: n, physicalType: INT}
            """);

    private static final Model MODEL =
            Model.parse(VISIT, "f", "-- A visit.\n-- kind: full\n-- input: bronze.event whole\nselect 1");

    private final List<String> asked = new ArrayList<>();

    @Test
    void whatTheEngineFailedAtByItselfIsSoughtNowhere() {
        for (ErrorCode own : List.of(ErrorCode.ENGINE_FAILED, ErrorCode.MEMORY_FULL, ErrorCode.DISK_FULL)) {
            WardflowException failure = failure(own);
            assertThat(named(failure, failure(ErrorCode.SQL_FAILED))).isSameAs(failure);
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void theSearchEndsWhereTheEngineFailsAtAPart() {
        WardflowException failure = failure(ErrorCode.SQL_FAILED);
        assertThat(named(failure, failure(ErrorCode.MEMORY_FULL))).isSameAs(failure);
        assertThat(asked)
                .as("the parts computed")
                .filteredOn(sql -> sql.contains("min("))
                .hasSize(1);
    }

    @Test
    void aColumnIsNamedWhereItCannotBeComputed() {
        assertThat(named(failure(ErrorCode.SQL_FAILED), failure(ErrorCode.SQL_FAILED)))
                .hasMessageContaining("the column id");
    }

    /** The search by a session whose every computation of columns fails. */
    private WardflowException named(WardflowException failure, WardflowException ofParts) {
        SqlSession session = (SqlSession) Proxy.newProxyInstance(
                SqlSession.class.getClassLoader(), new Class<?>[] {SqlSession.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("cast")) {
                        return arguments[0];
                    }
                    String sql = (String) arguments[0];
                    asked.add(sql);
                    if (sql.contains("min(")) {
                        throw ofParts;
                    }
                    return null;
                });
        return new ColumnFault(MODEL, session, Map.of()).named(failure);
    }

    private static WardflowException failure(ErrorCode code) {
        return new WardflowException(code, "It cannot be computed", "a state", "a fix");
    }
}
