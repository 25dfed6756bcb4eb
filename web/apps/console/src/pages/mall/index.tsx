export default function Mall() {
  return null;
}
