package org.wardflow.flow.content.internal;

import java.util.HashMap;
import java.util.Map;
import org.wardflow.flow.contract.Contract;

/** Which file feeds a table from which topic or extract: each goes into one table, as its rows are taken in once. */
final class FedSources {
    private final Map<String, String> origins = new HashMap<>();

    /** The contract, if no other is fed from where it is; an IllegalArgumentException that names the other otherwise. */
    Contract only(Contract contract, String origin) {
        contract.source().filter(source -> source.kind().isFed()).ifPresent(source -> {
            String other = origins.putIfAbsent(source.name(), origin);
            if (other != null) {
                throw new IllegalArgumentException(
                        "the topic or extract %s is that of %s already, and goes into one table; a silver model may read that table"
                                .formatted(source.name(), other));
            }
        });
        return contract;
    }
}
