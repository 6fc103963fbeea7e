package org.wardflow.hospital.catchup;

import java.util.List;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.contract.BronzeSource;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.model.Model;
import org.wardflow.lake.TableName;

/**
 * Attributes of patient-flow messages that were renamed: the contract of the bronze table says which other names mean them, and the
 * model that reads the messages takes them so, over all of history. Bronze keeps what was sent.
 */
public final class AttributeAliases {
    private static final TableName SENT = new TableName("bronze", "patient_flow");
    private static final TableName READ = new TableName("silver", "patient_flow_message");
    private static final String BODY = "payload_text(payload) as body\n    from messages\n)";

    private AttributeAliases() {}

    /** The content with its aliases in the model; the same content if there are none. CONTRACT_INVALID where the model has no place for them. */
    public static Content apply(Content content) {
        Contract sent = content.contracts().get(SENT);
        List<BronzeSource.Renamed> renamed = sent == null
                ? List.of()
                : sent.source().map(BronzeSource::renamed).orElse(List.of());
        if (renamed.isEmpty()) {
            return content;
        }
        Model model = content.graph().model(READ).orElseThrow(AttributeAliases::noPlace);
        if (!model.sql().contains(BODY)) {
            throw noPlace();
        }
        return content.with(
                model.contract(), "the aliases of " + SENT, model.sql().replace(BODY, body(renamed)));
    }

    /** One step after the other: an alias counts only where the name itself, or an alias before it, is not sent. */
    private static String body(List<BronzeSource.Renamed> renamed) {
        StringBuilder from = new StringBuilder("messages");
        StringBuilder body = new StringBuilder("payload_text(payload)");
        for (BronzeSource.Renamed attribute : renamed) {
            for (String alias : attribute.aliases()) {
                String columns = "payload_sha256, copies, default_recorded_ts, payload, ";
                from = new StringBuilder("(select " + columns + body + " as sent_body from " + from + ") as messages");
                body = new StringBuilder("json_renamed(sent_body, '%s', '%s')".formatted(alias, attribute.name()));
            }
        }
        return body + " as body\n    from " + from + "\n)";
    }

    private static WardflowException noPlace() {
        return new WardflowException(
                ErrorCode.CONTRACT_INVALID,
                "The aliases of " + SENT + " cannot be heeded",
                "the home's own model of " + READ + " reads messages in its own way",
                "name the aliases in that model, or take it out of the content folder");
    }
}
