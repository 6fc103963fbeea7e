package org.wardflow.app.quarantine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.flow.contract.ContractColumn.Classification;

/**
 * A payload as it may be shown: the names of its attributes, and the values of those that the contract calls public or
 * operational. What the contract does not know may be anything, so it is masked too.
 */
final class MaskedPayload {
    /** What stands for a value that is not shown. */
    static final String MASK = "***";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Contract contract;

    /** @param contract of the silver table that reads the payload */
    MaskedPayload(Contract contract) {
        this.contract = contract;
    }

    /** The payload as JSON with masks; a description of its size if it is no JSON object. */
    String of(byte[] payload) {
        JsonNode sent = parse(payload);
        if (!sent.isObject()) {
            return "(%s bytes that are no JSON object)".formatted(payload.length);
        }
        ObjectNode masked = JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> attribute : sent.properties()) {
            String name = attribute.getKey();
            boolean open =
                    attribute.getValue().isNull() || (attribute.getValue().isValueNode() && isOpen(name));
            if (open) {
                masked.set(name, attribute.getValue());
            } else {
                masked.put(name, MASK);
            }
        }
        return masked.toString();
    }

    /** The payload as it was sent; only for who asked for it. */
    static String revealed(byte[] payload) {
        return text(payload, "(%s bytes that are not UTF-8)".formatted(payload.length));
    }

    private static JsonNode parse(byte[] payload) {
        try {
            return JSON.readTree(text(payload, "null"));
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static String text(byte[] payload, String otherwise) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        } catch (CharacterCodingException e) {
            return otherwise;
        }
    }

    private boolean isOpen(String attribute) {
        return Stream.of(attribute + "_sent", attribute, attribute.replaceFirst("_time$", "_ts"))
                .flatMap(name -> contract.column(name).stream())
                .findFirst()
                .map(ContractColumn::classification)
                .filter(level -> level == Classification.PUBLIC || level == Classification.OPERATIONAL)
                .isPresent();
    }
}
