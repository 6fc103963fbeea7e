package org.wardflow.app.rebuild;

import java.util.List;
import java.util.Optional;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.TableName;

/**
 * A computed table beside what bronze gives when it is computed again.
 *
 * @param rows that bronze gives
 * @param missing rows that bronze gives and the table does not have
 * @param surplus rows that the table has and bronze does not give; 0 where the table cannot be read
 * @param damage why the table cannot be read
 * @param examples what differs in the first rows, without values that identify a patient
 */
public record RebuiltTable(
        TableName table,
        long rows,
        long missing,
        long surplus,
        Optional<WardflowException> damage,
        List<String> examples) {
    public RebuiltTable {
        examples = List.copyOf(examples);
    }

    /** Whether the table stands as bronze gives it. */
    public boolean same() {
        return missing == 0 && surplus == 0 && damage.isEmpty();
    }
}
