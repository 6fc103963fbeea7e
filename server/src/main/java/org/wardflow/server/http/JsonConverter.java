package org.wardflow.server.http;

import java.io.IOException;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;

/** Writes and reads bodies by {@link Json}. */
public final class JsonConverter extends AbstractHttpMessageConverter<Object> {
    /** For JSON and problems. */
    public JsonConverter() {
        super(MediaType.APPLICATION_JSON, MediaType.APPLICATION_PROBLEM_JSON);
    }

    @Override
    protected boolean supports(Class<?> type) {
        return true;
    }

    @Override
    protected Object readInternal(Class<?> type, HttpInputMessage message) throws IOException {
        return Json.read(message.getBody(), type);
    }

    @Override
    protected void writeInternal(Object value, HttpOutputMessage message) throws IOException {
        byte[] bytes = Json.bytes(value);
        message.getHeaders().setContentLength(bytes.length);
        message.getBody().write(bytes);
    }
}
