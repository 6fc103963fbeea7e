@NullMarked
package org.wardflow.app.doctor;

import org.jspecify.annotations.NullMarked;
