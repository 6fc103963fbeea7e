package org.wardflow.flow.cycle;

import java.util.OptionalLong;
import org.wardflow.lake.TableName;

/**
 * What bringing one model up to date did.
 *
 * @param changedInputRows old and new images of the changed rows of its inputs
 * @param touchedKeys keys computed again; empty if everything was
 * @param rowsAdded rows that are new or changed
 * @param rowsRemoved rows that are gone or changed
 */
public record ModelRun(
        TableName model,
        long changedInputRows,
        OptionalLong touchedKeys,
        long rowsAdded,
        long rowsRemoved,
        long millis) {}
