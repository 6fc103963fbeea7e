package org.wardflow.flow.cycle.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.model.Model;
import org.wardflow.flow.model.ModelSql;
import org.wardflow.flow.sql.Cast;

/**
 * Finds the column at which a model fails. What the engine says of it can hold a value, so it is not passed on; which column it is
 * comes out by computing parts of them again, which costs as much as a few more attempts. Where the engine itself failed, or fails at a
 * part, no column is at fault.
 */
final class ColumnFault {
    private static final Cast NONE = (expression, type) -> expression;

    private final Model model;
    private final SqlSession session;
    private final Map<String, Relation> inputs;

    ColumnFault(Model model, SqlSession session, Map<String, Relation> inputs) {
        this.model = model;
        this.session = session;
        this.inputs = inputs;
    }

    /** The failure with the column named; the same where no column is at fault. */
    WardflowException named(WardflowException failure) {
        if (failure.code() != ErrorCode.SQL_FAILED) {
            return failure;
        }
        try {
            return runs("select count(*) from " + own()) ? searched(failure) : failure;
        } catch (WardflowException e) {
            return failure;
        }
    }

    private WardflowException searched(WardflowException failure) {
        String missing = model.contract().columns().stream()
                .map(ContractColumn::name)
                .filter(name ->
                        !isOfRules(name) && !runs("select wardflow_model." + name + " from " + own() + " limit 0"))
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            return with(
                    failure,
                    "the model gives no column " + missing,
                    "name the column in model.sql as contract.yaml does");
        }
        return culprit(model.contract().columns())
                .map(column -> with(
                        failure,
                        "the column " + column.name()
                                + (computes(List.of(column), NONE) ? " has a value that is no " + column.type() : "")
                                + ": " + failure.found(),
                        "correct the column in model.sql, or its type or rules in contract.yaml"))
                .orElse(failure);
    }

    private WardflowException with(WardflowException failure, String found, String fix) {
        return new WardflowException(
                failure.code(), "The model " + model.table() + " cannot be computed", found, fix, failure);
    }

    private String own() {
        return "(" + ModelSql.own(model) + "\n) as wardflow_model";
    }

    private boolean isOfRules(String name) {
        return !model.contract().rowRules().isEmpty()
                && (name.equals(Contract.FINDINGS) || name.equals(Contract.QUARANTINE_RULE));
    }

    /** The first of some columns that cannot be computed, found by halves; empty if all can be. */
    private Optional<ContractColumn> culprit(List<ContractColumn> columns) {
        if (computes(columns, session::cast)) {
            return Optional.empty();
        }
        if (columns.size() == 1) {
            return Optional.of(columns.get(0));
        }
        int half = columns.size() / 2;
        return culprit(columns.subList(0, half)).or(() -> culprit(columns.subList(half, columns.size())));
    }

    private boolean computes(List<ContractColumn> columns, Cast cast) {
        return runs("select "
                + columns.stream().map(column -> "min(" + column.name() + ")").collect(Collectors.joining(", "))
                + " from (" + ModelSql.of(model, cast, columns) + ") as wardflow_part");
    }

    private boolean runs(String sql) {
        try {
            session.query(sql, inputs, row -> {});
            return true;
        } catch (WardflowException e) {
            if (e.code() != ErrorCode.SQL_FAILED) {
                throw e;
            }
            return false;
        }
    }
}
