// Closed descriptions of JSON: what is listed must be there as described, and nothing else.

import assert from 'node:assert/strict';

/** Fails, naming the place, unless the value has this shape. */
export function assertShape(value, shape, place) {
  assert.ok(value !== undefined, `${place} is missing`);
  shape(value, place);
}

export const matching = (pattern, what) => (value, place) => {
  assert.equal(typeof value, 'string', `${place} is not a string`);
  assert.match(value, pattern, `${place} is not ${what}`);
};

export const string = matching(/[^]/, 'a text');
export const id = matching(/^(?!\.\.?$)[A-Za-z0-9._~-]{1,128}$/, 'an id');
export const digest = matching(/^[A-Za-z0-9_-]{43}$/, 'a base64url SHA-256');
export const nonce = matching(/^[A-Za-z0-9_-]{22,}$/, '128 bits in base64url');

/** Exactly this string. */
export const exactly = (...allowed) => (value, place) => {
  assert.ok(allowed.includes(value), `${place} is none of ${allowed.join(', ')}`);
};

export const integer = (value, place) => {
  assert.ok(Number.isSafeInteger(value) && value >= 0, `${place} is not an integer`);
};

/** May be absent. */
export const optional = (shape) => Object.assign((value, place) => shape(value, place), { optional: true });

/** An object with these members and no other. */
export const object = (members) => (value, place) => {
  assert.ok(value !== null && typeof value === 'object' && !Array.isArray(value), `${place} is not an object`);
  for (const name of Object.keys(value)) {
    assert.ok(Object.hasOwn(members, name), `${place}/${name} is not listed`);
  }
  for (const [name, shape] of Object.entries(members)) {
    if (Object.hasOwn(value, name)) {
      shape(value[name], `${place}/${name}`);
    } else {
      assert.ok(shape.optional, `${place}/${name} is missing`);
    }
  }
};

/** An object of any names, each with such a value. */
export const map = (element) => (value, place) => {
  assert.ok(value !== null && typeof value === 'object' && !Array.isArray(value), `${place} is not an object`);
  for (const [name, item] of Object.entries(value)) {
    element(item, `${place}/${name}`);
  }
};

/** An array of such elements. */
export const array = (element, { least = 0, most = Infinity } = {}) => (value, place) => {
  assert.ok(Array.isArray(value), `${place} is not an array`);
  assert.ok(value.length >= least && value.length <= most, `${place} has ${value.length} elements`);
  value.forEach((item, index) => element(item, `${place}/${index}`));
};

/** One of several objects, told apart by the value of one member. */
export const oneOf = (member, shapes) => (value, place) => {
  assert.ok(Object.hasOwn(shapes, value?.[member]), `${place}/${member} is not listed`);
  shapes[value[member]](value, place);
};
